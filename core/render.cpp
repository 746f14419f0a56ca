// Twin of the rendering in reading/html.py: libxml2's own parser, taken out of lxml's shared object, tells this renderer of tags and text.
#include <dlfcn.h>

#include <algorithm>
#include <climits>
#include <cstring>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "core.h"

// ------------------------------------------------------------------ the parser

// libxml2's table of callbacks as its ABI has it; those that are not called here are named by their number.
struct Callbacks {
    void *before[14];
    void (*start)(void *, const char *, const char **);
    void (*end)(void *, const char *);
    void *reference;
    void (*text)(void *, const char *, int);
    void *between[7];
    void (*cdata)(void *, const char *, int);
    void *external_subset;
    unsigned int initialized;
    void *behind[4];
};

static void *(*new_parser)(const Callbacks *, void *);                                                 // htmlNewSAXParserCtxt
static void *(*parse_memory)(void *, const char *, int, const char *, const char *, int);  // htmlCtxtReadMemory
static void (*free_parser)(void *), (*free_document)(void *), (*stop_parser)(void *);
// Recover, no warnings and errors, no network, compact nodes, huge texts.
static const int OPTIONS = 1 | 1 << 5 | 1 << 6 | 1 << 11 | 1 << 16 | 1 << 19;

// open_parser(path of lxml's shared object): ImportError where it does not hold the parser
PyObject *core_open_parser(PyObject *, PyObject *given) {
    return guarded([&] {
        arguments(given, 1);
        const char *path = PyUnicode_AsUTF8(PyTuple_GET_ITEM(given, 0));
        if (!path) throw Failed();
        void *library = dlopen(path, RTLD_LAZY | RTLD_NOLOAD);
        auto found = [&](auto &function, const char *name) {
            function = library ? (std::remove_reference_t<decltype(function)>)dlsym(library, name) : nullptr;
            if (function) return;
            PyErr_Format(PyExc_ImportError, "%s has no %s", path, name);
            throw Failed();
        };
        found(new_parser, "htmlNewSAXParserCtxt");
        found(parse_memory, "htmlCtxtReadMemory");
        found(free_parser, "htmlFreeParserCtxt");
        found(free_document, "xmlFreeDoc");
        found(stop_parser, "xmlStopParser");
        return Py_NewRef(Py_None);
    });
}

// ------------------------------------------------------------------ tags

enum Does { SKIPPED = 1, INLINE = 2, PREFORMATTED = 4, LAYOUT = 8, CELL = 16, ROW = 32, DOCUMENT = 64, LINK = 128, READING = 256, META = 512, TITLE = 1024, BASE = 2048, HEAD = 4096 };

using Tags = std::unordered_map<std::string, int>;
static const char *const TAGS = "page_cleaner._core.tags";

// tags({name: what it does})
PyObject *core_tags(PyObject *, PyObject *given) {
    return guarded([&] {
        arguments(given, 1);
        auto tags = std::make_unique<Tags>();
        PyObject *name, *does;
        for (Py_ssize_t at = 0; PyDict_Next(PyTuple_GET_ITEM(given, 0), &at, &name, &does);) {
            const char *text = PyUnicode_AsUTF8(name);
            if (!text) throw Failed();
            (*tags)[text] = (int)number(does);
        }
        return capsule(std::move(tags), TAGS);
    });
}

// ------------------------------------------------------------------ text

static Text decoded(const std::string_view utf8) {
    Text made;
    for (size_t at = 0; at < utf8.size();) {
        uint8_t lead = (uint8_t)utf8[at++];
        int more = lead < 0xc0 ? 0 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
        char32_t c = more ? lead & (0x3f >> more) : lead;
        for (; more > 0 && at < utf8.size(); more--) c = c << 6 | ((uint8_t)utf8[at++] & 0x3f);
        made += c;
    }
    return made;
}

// The characters beside which a line end of the markup is no blank.
static bool closes_up(char32_t c) {
    return (c >= 0x2e80 && c <= 0x9fff) || (c >= 0xf900 && c <= 0xfaff) || (c >= 0xff00 && c <= 0xffef) || (c >= 0x20000 && c <= 0x3ffff) ||
           c == 0x2014 || (c >= 0x2018 && c <= 0x201d) || c == 0x2026;
}

static Text tidied(const std::u32string_view text) {
    Text made;
    made.reserve(text.size());
    auto blank = [](char32_t c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f'; };
    for (size_t at = 0, end; at < text.size(); at = end) {
        end = at + 1;
        if (!blank(text[at])) {
            made += text[at] == 0x0b || text[at] == 0x1c ? ' ' : text[at];
            continue;
        }
        while (end < text.size() && blank(text[end])) end++;
        bool feed = text.substr(at, end - at).find_first_of(U"\r\n") != text.npos;
        if (!(feed && at > 0 && end < text.size() && closes_up(text[at - 1]) && closes_up(text[end]))) made += ' ';
    }
    return made;
}

// ------------------------------------------------------------------ the renderer

struct Element {
    int above, tag, named;  // named: the place of class, id and style, -1 where there are none of them
    bool is_inline, hidden;
};
struct TextLine {
    Text text;
    int element;
    double linked;
};
struct OpenRow {
    size_t first;
    std::vector<size_t> cells;
    bool across;
};
struct Anchor {  // line and piece: where it begins
    size_t line, piece;
    Text url, text;
};

struct Renderer {
    const Tags &tags;
    size_t deepest, cell_lines, row_length;
    double row_linked;
    Text opens_reading, closes_reading;
    void *parser = nullptr;
    bool too_deep = false, failed = false, heading = false;
    std::vector<Element> elements{};
    std::vector<TextLine> lines{};
    std::vector<std::pair<Text, Text>> declared{};
        std::unordered_map<std::string, int> names{}, others{};  // class, id and style as one; tags that are not known
    std::vector<std::string> keys{};
    std::vector<const std::string *> tag_names{};
    std::unordered_map<std::string_view, std::pair<int, int>> seen{};  // of a tag: its number and what it does
    Text heard{}, raw{};
    std::vector<size_t> pieces{};  // where in the line being written each piece begins
    int held = -1, element = -1, links = 0, preformatted = 0;
    size_t linked = 0, skipped = 0;
    std::vector<int> outer{};
    std::vector<OpenRow> rows{};
    std::vector<Anchor> anchors{}, targets{};

    std::pair<int, int> known(const char *name) {
        auto found = seen.find(name);
        if (found != seen.end()) return found->second;
        auto tag = tags.find(name);
        const auto &[kept, does] = tag == tags.end() ? *others.emplace(name, 0).first : *tag;
        tag_names.push_back(&kept);
        return seen[kept] = {(int)tag_names.size() - 1, does};
    }

    static const char *value(const char **attributes, const char *name) {
        for (; attributes && attributes[0]; attributes += 2)
            if (!strcmp(attributes[0], name)) return attributes[1] ? attributes[1] : "";
        return nullptr;
    }

    static Text given(const char **attributes, const char *name, const char *otherwise = nullptr) {
        const char *found = value(attributes, name);
        return found && *found ? decoded(found) : otherwise ? given(attributes, otherwise) : Text();
    }

    void start(const char *name, const char **attributes) {
        auto [tag, does] = known(name);
        outer.push_back(element);
        if (outer.size() > deepest) {
            too_deep = true;
            return stop_parser(parser);
        }
        if (skipped) {
            if (heading && (does & (META | TITLE | BASE))) declare(does, attributes);
            return;
        }
        if (!heard.empty()) write();
        if (does & INLINE) {
            if (does & LINK) {
                links++;
                anchors.push_back({lines.size(), pieces.size(), given(attributes, "href"), {}});
            } else if (does & READING) {
                heard += opens_reading;
            } else if (does & META) {
                declare(does, attributes);
            }
        } else {
            if (does & SKIPPED) {
                skipped = outer.size();
                heading = does & HEAD;
                return;
            }
            if (held >= 0) end_line();
            opened(does);
        }
        int named = -1;
        bool hidden = false;
        if (attributes && attributes[0]) {
            named = name_of(attributes);
            hidden = value(attributes, "hidden") != nullptr;
        }
        if ((does & INLINE) && named < 0 && !hidden) return;
        elements.push_back({element, tag, named, (does & INLINE) != 0, hidden});
        element = (int)elements.size() - 1;
    }

    int name_of(const char **attributes) {
        const char *parts[] = {value(attributes, "class"), value(attributes, "id"), value(attributes, "style")};
        if (!parts[0] && !parts[1] && !parts[2]) return -1;
        std::string key;
        for (const char *part : parts) {
            key += part ? '+' : '-';
            key += part ? part : "";
            key += '\0';  // which no attribute holds
        }
        auto [found, is_new] = names.emplace(key, (int)keys.size());
        if (is_new) keys.push_back(key);
        return found->second;
    }

    void end(const char *name) {
        int does = known(name).second;
        if (outer.empty()) return;
        if (skipped) {
            if ((does & TITLE) && heading) declared.emplace_back(U"title", heard);
            heard.clear();
            if (outer.size() == skipped) skipped = 0;
            outer.pop_back();
            return;
        }
        if (does & READING) heard += closes_reading;
        if (!heard.empty() && (does & TITLE)) declared.emplace_back(U"title", std::exchange(heard, {}));
        if (!heard.empty()) write();
        if (does & INLINE) {
            if ((does & LINK) && !anchors.empty()) {
                links--;
                end_link(anchors.back());
                anchors.pop_back();
            }
        } else {
            if (held >= 0) end_line();
            if ((does & ROW) && !rows.empty()) {
                OpenRow row = std::move(rows.back());
                rows.pop_back();
                end_row(row, element);
            } else if (does & PREFORMATTED) {
                preformatted--;
            }
        }
        element = outer.back();
        outer.pop_back();
    }

    void opened(int does) {
        if (does & ROW) rows.push_back({lines.size(), {}, true});
        else if (does & PREFORMATTED) preformatted++;
        else if (does & DOCUMENT) element = std::min(0, (int)elements.size() - 1);
        else if (!rows.empty() && (does & CELL)) rows.back().cells.push_back(lines.size());
        else if (!rows.empty() && (does & LAYOUT)) rows.back().across = false;
    }

    void declare(int does, const char **attributes) {
        if (does & TITLE) heard.clear();
        else if (does & BASE) declared.emplace_back(U"base", given(attributes, "href"));
        else declared.emplace_back(given(attributes, "name", "property"), given(attributes, "content"));
    }

    void write() {
        std::u32string_view text = heard;
        for (size_t feed; preformatted && (feed = text.find(U'\n')) != text.npos; text.remove_prefix(feed + 1)) {
            add(text.substr(0, feed));
            if (held >= 0) end_line();
        }
        add(text);
        heard.clear();
    }

    void add(std::u32string_view text) {
        bool blank = stripped(text).empty();
        if (held < 0) {
            if (blank) return;
            held = element;
        }
        pieces.push_back(raw.size());
        raw += text;
        if (links && !blank) linked += text.size();
    }

    void end_line() {
        lines.push_back({tidied(stripped(raw)), held, std::min(1.0, (double)linked / (double)raw.size())});
        raw.clear();
        pieces.clear();
        held = -1;
        linked = 0;
    }

    void end_link(Anchor &anchor) {
        if (anchor.url.empty() || anchor.line != lines.size() || anchor.piece >= pieces.size()) return;
        Text all = tidied(std::u32string_view(raw).substr(pieces[anchor.piece]));
        anchor.text = stripped(all);
        if (!anchor.text.empty()) targets.push_back(std::move(anchor));
    }

    void end_row(const OpenRow &row, int block) {
        size_t first = row.first, end = lines.size();
        if (!row.across || end < first + 2 || row.cells.size() < 2 || row.cells[0] > first) return;
        size_t cells = 0, most = 0, size = 0;
        Text text;
        for (size_t n = 0; n < row.cells.size(); n++) {
            size_t from = row.cells[n], to = n + 1 < row.cells.size() ? row.cells[n + 1] : end, stop = std::min(to, end);
            if (to <= from) continue;
            if (cells++) text += U'\t';
            for (size_t k = from; k < stop; k++) text += k > from ? U' ' + lines[k].text : lines[k].text;
            most = std::max(most, stop - std::min(from, stop));
        }
        double share = 0;
        for (size_t n = first; n < end; n++) {
            size += lines[n].text.size();
            share += (double)lines[n].text.size() * lines[n].linked;
        }
        share /= (double)size;
        if (most > 1 && !(cells > 1 && most <= cell_lines && size <= row_length && share < row_linked)) return;
        lines.resize(first);
        lines.push_back({std::move(text), block, share});
        for (size_t n = targets.size(); n > 0 && targets[n - 1].line > first; n--) targets[n - 1].line = first;
    }
};

template <typename Told> static void told(void *context, Told tell) {
    Renderer &renderer = *(Renderer *)context;
    if (renderer.too_deep || renderer.failed) return;
    try {
        tell(renderer);
    } catch (...) {  // the parser is C and passes on no exception
        renderer.failed = true;
        stop_parser(renderer.parser);
    }
}
static void on_start(void *context, const char *name, const char **attributes) {
    told(context, [&](Renderer &renderer) { renderer.start(name, attributes); });
}
static void on_end(void *context, const char *name) {
    told(context, [&](Renderer &renderer) { renderer.end(name); });
}
static void on_text(void *context, const char *text, int size) {
    told(context, [&](Renderer &renderer) { if (!renderer.skipped || renderer.heading) renderer.heard += decoded({text, (size_t)size}); });
}

static void parse(Renderer &renderer, const char *data, int size) {
    Callbacks callbacks;
    memset(&callbacks, 0, sizeof callbacks);
    callbacks.start = on_start;
    callbacks.end = on_end;
    callbacks.text = callbacks.cdata = on_text;
    callbacks.initialized = 1;
    renderer.parser = new_parser(&callbacks, &renderer);
    if ((renderer.failed = !renderer.parser)) return;
    if (void *document = parse_memory(renderer.parser, data, size, nullptr, "utf-8", OPTIONS)) free_document(document);
    free_parser(renderer.parser);
}

static Ref text_of(const std::string_view text) { return Ref(checked(PyUnicode_DecodeUTF8(text.data(), (Py_ssize_t)text.size(), nullptr))); }

// The words of a class, an id and a style, and whether they hide an element, as Python learns them.
static std::pair<Ref, bool> learned(PyObject *learn, const std::string &key) {
    Ref parts[3];
    const char *at = key.data();
    for (Ref &part : parts) {
        part = *at == '+' ? text_of(at + 1) : Ref(Py_NewRef(Py_None));
        at += strlen(at) + 1;
    }
    Ref named(checked(PyTuple_Pack(3, parts[0].get(), parts[1].get(), parts[2].get())));
    Ref found(checked(PyObject_CallOneArg(learn, named.get())));
    PyObject *words;
    int hides;
    if (!PyArg_ParseTuple(found.get(), "Up", &words, &hides)) throw Failed();
    return {Ref(Py_NewRef(words)), hides};
}

// The elements that hold a line, as Python has them; gives of each its number there, for an inline element that says nothing of itself that
// of the one around it.
static std::vector<long> made_blocks(const Renderer &renderer, PyObject *learn, PyObject *type, PyObject *blocks) {
    std::vector<std::pair<Ref, bool>> names;
    for (const std::string &key : renderer.keys) names.push_back(learned(learn, key));
    std::vector<Ref> tags;
    for (const std::string *tag : renderer.tag_names) tags.push_back(text_of(*tag));
    Ref nothing = text_of("");
    std::vector<long> numbers;
    std::vector<bool> hidden, holds(renderer.elements.size());  // by number; by element
    for (const TextLine &line : renderer.lines)
        if (line.element >= 0) holds[(size_t)line.element] = true;
    for (size_t n = holds.size(); n-- > 1;)
        if (holds[n]) holds[(size_t)renderer.elements[n].above] = true;
    for (const Element &element : renderer.elements) {
        long above = element.above < 0 ? -1 : numbers[(size_t)element.above];
        PyObject *words = element.named < 0 ? nothing.get() : names[(size_t)element.named].first.get();
        bool own = element.hidden || (element.named >= 0 && names[(size_t)element.named].second);
        if (!holds[numbers.size()] || (element.is_inline && !own && !PyUnicode_GET_LENGTH(words))) {
            numbers.push_back(above);
            continue;
        }
        hidden.push_back(own || (above >= 0 && hidden[(size_t)above]));
        numbers.push_back((long)hidden.size() - 1);
        append(blocks, named_tuple(type, PyLong_FromLong(above), Py_NewRef(tags[(size_t)element.tag].get()), Py_NewRef(words), PyBool_FromLong(hidden.back())));
    }
    return numbers;
}

// render(tags, (most open elements, lines of a cell, length of a row, its linked share, marks of a reading), (classes of blocks, lines, links),
// what learns of class, id and style, data): source, lines, blocks, what is declared, targets; None where too many elements are open
PyObject *core_render(PyObject *, PyObject *given) {
    return guarded([&]() -> PyObject * {
        arguments(given, 5);
        const Tags *tags = (const Tags *)PyCapsule_GetPointer(PyTuple_GET_ITEM(given, 0), TAGS);
        if (!tags) throw Failed();
        Py_ssize_t deepest, cell_lines, row_length, size;
        double row_linked;
        const char *opens, *closes;
        PyObject *block_type, *line_type, *link_type, *learn = PyTuple_GET_ITEM(given, 3);
        char *data;
        if (!PyArg_ParseTuple(PyTuple_GET_ITEM(given, 1), "nnndss", &deepest, &cell_lines, &row_length, &row_linked, &opens, &closes) ||
            !PyArg_ParseTuple(PyTuple_GET_ITEM(given, 2), "OOO", &block_type, &line_type, &link_type) ||
            PyBytes_AsStringAndSize(PyTuple_GET_ITEM(given, 4), &data, &size) < 0)
            throw Failed();
        if (size > INT_MAX) {
            PyErr_SetString(PyExc_OverflowError, "markup of more than 2 GB");
            throw Failed();
        }
        Renderer renderer{*tags, (size_t)deepest, (size_t)cell_lines, (size_t)row_length, row_linked, decoded(opens), decoded(closes)};
        Py_BEGIN_ALLOW_THREADS;
        parse(renderer, data, (int)size);
        Py_END_ALLOW_THREADS;
        if (renderer.failed) throw std::bad_alloc();
        if (renderer.too_deep) return Py_NewRef(Py_None);

        Ref blocks(checked(PyList_New(0))), lines(checked(PyList_New(0))), said(checked(PyList_New(0))), targets(checked(PyList_New(0)));
        std::vector<long> numbers = made_blocks(renderer, learn, block_type, blocks.get());
        Text source;
        std::vector<size_t> begins;
        for (const TextLine &line : renderer.lines) {
            if (!begins.empty()) source += U'\n';
            size_t at = source.size(), end = at + line.text.size();
            source += line.text;
            begins.push_back(at);
            long block = line.element < 0 ? -1 : numbers[(size_t)line.element];
            append(lines.get(), named_tuple(line_type, PyLong_FromSize_t(at), PyLong_FromSize_t(end), PyLong_FromLong(block), PyFloat_FromDouble(line.linked)));
        }
        for (const auto &[name, value] : renderer.declared) append(said.get(), Py_BuildValue("(NN)", made_text(name), made_text(value)));
        for (const Anchor &target : renderer.targets)
            if (target.line < begins.size())
                append(targets.get(), named_tuple(link_type, PyLong_FromSize_t(begins[target.line]), made_text(target.text), made_text(target.url)));
        Ref whole(made_text(source));
        return checked(PyTuple_Pack(5, whole.get(), lines.get(), blocks.get(), said.get(), targets.get()));
    });
}
