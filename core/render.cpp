// Twin of the rendering in reading/html.py, over the tree that lxml builds of a page. The tree is only read.
#include <algorithm>
#include <cstring>
#include <string_view>
#include <unordered_map>
#include <utility>

#include "core.h"

// What elements, texts, attributes and documents of libxml2 begin with, and lxml's proxy of an element (lxml.etree.h).
struct Node {
    void *own;
    int type;
    const char *name;
    const Node *children, *last, *parent, *next, *previous, *document;
    void *space;
    const char *content;
    const Node *attributes;
};
struct Proxy { PyObject head, *document; const Node *node; };
enum Types { ELEMENT = 1, TEXT = 3, CDATA = 4, REFERENCE = 5 };

static const char *value(const Node &element, const char *name) {
    for (const Node *each = element.attributes; each; each = each->next)
        if (*each->name == *name && !strcmp(each->name, name)) return each->children && each->children->content ? each->children->content : "";
    return nullptr;
}

static void decode(const char *utf8, Text &into) {
    for (const uint8_t *at = (const uint8_t *)utf8; *at;) {
        uint8_t lead = *at++;
        int more = lead < 0xc0 ? 0 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
        char32_t c = more ? lead & (0x3f >> more) : lead;
        for (; more > 0 && *at; more--) c = c << 6 | (*at++ & 0x3f);
        into += c;
    }
}

static PyObject *python_text(const char *utf8) { return utf8 ? checked(PyUnicode_FromString(utf8)) : Py_NewRef(Py_None); }

// Whether the tree of a page is built in time linear in it and holds all of it: no tag has more than so many attributes, and none ends the
// root. Every tag is looked at, wherever it stands.
static bool is_plain(const std::string_view data, Py_ssize_t most) {
    auto blank = [&](size_t at) { return data[at] == ' ' || data[at] == '\t' || data[at] == '\n' || data[at] == '\f' || data[at] == '\r' || !data[at]; };
    size_t size = data.size(), looked_at = 0;
    for (size_t tag = 0; (tag = data.find('<', tag)) < size - 1; tag++) {
        size_t at = tag + 1;
        if (data[at] == '/' && size - at > 4 && PyOS_mystrnicmp(&data[at + 1], "html", 4) == 0) return false;
        if (!Py_ISALPHA(data[at])) continue;
        while (at < size && !blank(at) && data[at] != '/' && data[at] != '>') at++;
        for (Py_ssize_t count = 0; at < size && data[at] != '>'; count++) {
            if (count > most) return false;
            while (at < size && (blank(at) || data[at] == '/')) at++;
            if (at < size && data[at] != '>') at++;  // a name may begin with =
            while (at < size && !blank(at) && data[at] != '/' && data[at] != '>' && data[at] != '=') at++;
            while (at < size && blank(at)) at++;
            if (at >= size || data[at] != '=') continue;
            at++;
            while (at < size && blank(at)) at++;
            if (at < size && (data[at] == '"' || data[at] == '\'')) at = std::min(data.find(data[at], at + 1), size - 1) + 1;
            else while (at < size && !blank(at) && data[at] != '>') at++;
        }
        if ((looked_at += at - tag) > 4 * size) return false;
    }
    return true;
}

// The characters beside which a line end of the markup is no blank.
static bool closes_up(char32_t c) {
    return (c >= 0x2e80 && c <= 0x9fff) || (c >= 0xf900 && c <= 0xfaff) || (c >= 0xff00 && c <= 0xffef) || (c >= 0x20000 && c <= 0x3ffff) ||
           c == 0x2014 || (c >= 0x2018 && c <= 0x201d) || c == 0x2026;
}

static void tidy(const std::u32string_view text, Text &into) {
    auto blank = [](char32_t c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f'; };
    for (size_t at = 0, end; at < text.size(); at = end) {
        end = at + 1;
        if (!blank(text[at])) {
            into += text[at] == 0x0b || text[at] == 0x1c ? ' ' : text[at];
            continue;
        }
        while (end < text.size() && blank(text[end])) end++;
        bool feed = text.substr(at, end - at).find_first_of(U"\r\n") != text.npos;
        if (!(feed && at > 0 && end < text.size() && closes_up(text[at - 1]) && closes_up(text[end]))) into += ' ';
    }
}

enum Does { SKIPPED = 1, INLINE = 2, PREFORMATTED = 4, LAYOUT = 8, CELL = 16, ROW = 32, ROOT = 64, LINK = 128, READING = 256, META = 512, TITLE = 1024, BASE = 2048, HEAD = 4096 };

static const char32_t OPENS_READING = 0xfffa, CLOSES_READING = 0xfffb;

struct Tag { Ref name; int does; };
struct Block { int parent; PyObject *tag, *words; bool hidden; };
struct Row { size_t first; std::vector<size_t> cells; bool across; };
struct Written { size_t start, size; int block; double linked; };
struct Target { size_t line, piece; const char *url; Text text; };  // line and piece: where it begins

struct Renderer {
    PyObject *does, *learned, *learn;  // what each tag does; what is known of class, id and style, and what learns it
    size_t deepest, cell_lines, row_length;
    double row_linked;
    Text source{}, heard{}, raw{};
    std::unordered_map<const char *, Tag> tags{};
    std::vector<Ref> kept{};
    std::vector<Block> blocks{};
    std::vector<Written> lines{};
    std::vector<int> outer{};
    std::vector<Row> rows{};
    std::vector<Target> anchors{}, targets{};
    Ref declared{checked(PyList_New(0))}, nothing{checked(PyUnicode_FromString(""))};
    int held = -1, block = -1, preformatted = 0;
    size_t linked = 0, skipped = 0;
    bool heading = false;

    // Goes over a tree; false where it is too deep or holds what is not foreseen.
    bool walk(const Node *root) {
        for (const Node *node = root;;) {
            if (node->type == ELEMENT) {
                if (outer.size() >= deepest) return false;
                start(*node);
                if (node->children && (node = node->children)) continue;
                end(*node);
            } else if (node->type == TEXT || node->type == CDATA) {
                if (node->content && (!skipped || heading)) decode(node->content, heard);
            } else if (node->type == REFERENCE) {
                return false;
            }
            for (; node != root && !node->next; end(*node)) node = node->parent;
            if (node == root) return true;
            node = node->next;
        }
    }

    const Tag &tag_of(const Node &element) {  // names are kept once in a document
        auto found = tags.find(element.name);
        if (found != tags.end()) return found->second;
        Tag tag{Ref(python_text(element.name)), 0};
        if (PyObject *known = PyDict_GetItemWithError(does, tag.name.get())) tag.does = (int)number(known);
        return tags.emplace(element.name, std::move(tag)).first->second;
    }

    void start(const Node &element) {
        const Tag &tag = tag_of(element);
        outer.push_back(block);
        if (skipped) {
            if (heading && (tag.does & (META | TITLE | BASE))) declare(tag, element);
            return;
        }
        if (!heard.empty()) write();
        if (tag.does & INLINE) {
            if (tag.does & LINK) anchors.push_back({lines.size(), raw.size(), value(element, "href"), {}});
            else if (tag.does & READING) heard += OPENS_READING;
            else if (tag.does & META) declare(tag, element);
        } else {
            if (tag.does & SKIPPED) {
                skipped = outer.size();
                heading = tag.does & HEAD;
                return;
            }
            if (held >= 0) end_line();
            opened(tag);
        }
        PyObject *words = nothing.get();
        bool hidden = false;
        if (element.attributes) hidden = name(element, words) || value(element, "hidden");
        if ((tag.does & INLINE) && !hidden && !PyUnicode_GET_LENGTH(words)) return;
        blocks.push_back({block, tag.name.get(), words, hidden || (block >= 0 && blocks[(size_t)block].hidden)});
        block = (int)blocks.size() - 1;
    }

    // The words of an element's class and id; gives whether class or style hides it.
    bool name(const Node &element, PyObject *&words) {
        const char *parts[] = {value(element, "class"), value(element, "id"), value(element, "style")};
        if (!parts[0] && !parts[1] && !parts[2]) return false;
        Ref named(checked(Py_BuildValue("(NNN)", python_text(parts[0]), python_text(parts[1]), python_text(parts[2]))));
        PyObject *found = PyDict_GetItemWithError(learned, named.get());
        kept.emplace_back(checked(found ? Py_NewRef(found) : PyErr_Occurred() ? nullptr : PyObject_CallOneArg(learn, named.get())));
        int hides;
        parsed(kept.back().get(), "Up", &words, &hides);
        return hides;
    }

    void end(const Node &element) {
        const Tag &tag = tag_of(element);
        if (skipped) {
            if ((tag.does & TITLE) && heading) entitle();
            heard.clear();
            if (outer.size() == skipped) skipped = 0;
            outer.pop_back();
            return;
        }
        if (tag.does & READING) heard += CLOSES_READING;
        if (!heard.empty() && (tag.does & TITLE)) entitle();
        if (!heard.empty()) write();
        if (tag.does & INLINE) {
            if (tag.does & LINK) end_link();
        } else {
            if (held >= 0) end_line();
            if (tag.does & ROW) end_row();
            else if (tag.does & PREFORMATTED) preformatted--;
        }
        block = outer.back();
        outer.pop_back();
    }

    void opened(const Tag &tag) {
        if (tag.does & ROW) rows.push_back({lines.size(), {}, true});
        else if (tag.does & PREFORMATTED) preformatted++;
        else if (tag.does & ROOT) block = std::min(0, (int)blocks.size() - 1);
        else if (!rows.empty() && (tag.does & CELL)) rows.back().cells.push_back(lines.size());
        else if (!rows.empty() && (tag.does & LAYOUT)) rows.back().across = false;
    }

    void declare(const Tag &tag, const Node &element) {
        auto given = [&](const char *name) { return python_text(value(element, name) ? value(element, name) : ""); };
        const char *own = value(element, "name");
        if (tag.does & TITLE) heard.clear();
        else if (tag.does & BASE) append(declared.get(), Py_BuildValue("(sN)", "base", given("href")));
        else append(declared.get(), Py_BuildValue("(NN)", given(own && *own ? "name" : "property"), given("content")));
    }

    void entitle() {
        append(declared.get(), Py_BuildValue("(sN)", "title", made_text(heard)));
        heard.clear();
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

    void add(const std::u32string_view text) {
        bool blank = stripped(text).empty();
        if (held < 0) {
            if (blank) return;
            held = block;
        }
        raw += text;
        if (!anchors.empty() && !blank) linked += text.size();
    }

    void end_line() {
        size_t start = source.size();
        tidy(stripped(raw), source);
        lines.push_back({start, source.size() - start, held, std::min(1.0, (double)linked / (double)raw.size())});
        source += U'\n';
        raw.clear();
        held = -1;
        linked = 0;
    }

    void end_link() {
        Target anchor = std::move(anchors.back());
        anchors.pop_back();
        if (!anchor.url || !*anchor.url || anchor.line != lines.size()) return;
        Text text;
        tidy(std::u32string_view(raw).substr(anchor.piece), text);
        anchor.text = stripped(text);
        if (!anchor.text.empty()) targets.push_back(std::move(anchor));
    }

    void end_row() {
        Row row = std::move(rows.back());
        rows.pop_back();
        size_t first = row.first, end = lines.size();
        if (!row.across || end < first + 2 || row.cells.size() < 2 || row.cells[0] > first) return;
        size_t cells = 0, most = 0, size = 0;
        Text text;
        for (size_t n = 0; n < row.cells.size(); n++) {
            size_t from = row.cells[n], to = n + 1 < row.cells.size() ? row.cells[n + 1] : end;
            if (to <= from) continue;
            if (cells++) text += U'\t';
            for (size_t k = from; k < to; k++) {
                if (k > from) text += U' ';
                text.append(source, lines[k].start, lines[k].size);
            }
            most = std::max(most, to - from);
        }
        double share = 0;
        for (size_t n = first; n < end; n++) {
            size += lines[n].size;
            share += (double)lines[n].size * lines[n].linked;
        }
        share /= (double)size;
        if (most > 1 && !(cells > 1 && most <= cell_lines && size <= row_length && share < row_linked)) return;
        source.resize(lines[first].start);
        lines.resize(first);
        lines.push_back({source.size(), text.size(), block, share});
        source += text + U'\n';
        for (size_t n = targets.size(); n > 0 && targets[n - 1].line > first; n--) targets[n - 1].line = first;
    }

    // The blocks that hold a line, themselves or further in, as Python has them; gives of each its number among them.
    std::vector<long> numbered(PyObject *type, PyObject *into) const {
        std::vector<bool> holds(blocks.size());
        for (const Written &line : lines)
            if (line.block >= 0) holds[(size_t)line.block] = true;
        for (size_t n = holds.size(); n-- > 1;)
            if (holds[n]) holds[(size_t)blocks[n].parent] = true;
        std::vector<long> numbers;
        for (size_t n = 0; n < holds.size(); n++) {
            numbers.push_back(holds[n] ? (long)PyList_GET_SIZE(into) : -1);
            if (!holds[n]) continue;
            const auto &[parent, tag, words, hidden] = blocks[n];
            append(into, named_tuple(type, PyLong_FromLong(parent < 0 ? -1 : numbers[(size_t)parent]), Py_NewRef(tag), Py_NewRef(words), PyBool_FromLong(hidden)));
        }
        return numbers;
    }
};

// render(what each tag does, (most attributes of a tag, open elements, lines of a cell, length of a row, its linked share), (class of blocks,
// of lines, of links, of an element), what is learned of class, id and style, what learns it, what parses, markup): source, lines, blocks,
// what is declared, targets; None where a tree takes too long, is too deep or is not all of the page
PyObject *core_render(PyObject *, PyObject *given) {
    return guarded([&]() -> PyObject * {
        Py_ssize_t attributes, deepest, cell_lines, row_length;
        double row_linked;
        PyObject *does, *block_type, *line_type, *link_type, *element_type, *learned, *learn, *parse, *markup;
        parsed(given, "O!(nnnnd)(OOOO)O!OOS", &PyDict_Type, &does, &attributes, &deepest, &cell_lines, &row_length, &row_linked, &block_type, &line_type, &link_type, &element_type, &PyDict_Type, &learned, &learn, &parse, &markup);
        if (!is_plain({PyBytes_AS_STRING(markup), (size_t)PyBytes_GET_SIZE(markup)}, attributes)) return Py_NewRef(Py_None);
        Ref root(checked(PyObject_CallOneArg(parse, markup)));
        if (!PyObject_TypeCheck(root.get(), (PyTypeObject *)element_type) || Py_TYPE(root.get())->tp_basicsize < (Py_ssize_t)sizeof(Proxy)) return Py_NewRef(Py_None);
        const Node *top = ((Proxy *)root.get())->node;
        for (const Node *each = top->document->children; each; each = each->next)
            if (each != top && each->type == ELEMENT) return Py_NewRef(Py_None);
        Renderer renderer{does, learned, learn, (size_t)deepest, (size_t)cell_lines, (size_t)row_length, row_linked};
        if (!renderer.walk(top)) return Py_NewRef(Py_None);

        Ref blocks(checked(PyList_New(0))), lines(checked(PyList_New(0))), targets(checked(PyList_New(0)));
        std::vector<long> numbers = renderer.numbered(block_type, blocks.get());
        for (const auto &[start, size, block, linked] : renderer.lines)
            append(lines.get(), named_tuple(line_type, PyLong_FromSize_t(start), PyLong_FromSize_t(start + size), PyLong_FromLong(block < 0 ? -1 : numbers[(size_t)block]), PyFloat_FromDouble(linked)));
        for (const Target &target : renderer.targets)
            if (target.line < renderer.lines.size())
                append(targets.get(), named_tuple(link_type, PyLong_FromSize_t(renderer.lines[target.line].start), made_text(target.text), python_text(target.url)));
        if (!renderer.source.empty()) renderer.source.pop_back();
        Ref source(made_text(renderer.source));
        return checked(PyTuple_Pack(5, source.get(), lines.get(), blocks.get(), renderer.declared.get(), targets.get()));
    });
}
