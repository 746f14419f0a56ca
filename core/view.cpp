// Twins of text/offsets.py, text/view.py, text/units.py and of the writing in text/resolve.py.
#include <algorithm>
#include <bitset>
#include <deque>

#include "core.h"

// ------------------------------------------------------------------ offsets

struct Stretches {
    std::vector<Py_ssize_t> derived, originals, ends;

    void note(Py_ssize_t at, Py_ssize_t original, Py_ssize_t end = -1) {
        if (!derived.empty() && derived.back() == at) {
            originals.back() = original;
            ends.back() = end;
        } else {
            derived.push_back(at);
            originals.push_back(original);
            ends.push_back(end);
        }
    }

    // The stretch that holds a place, looked for from one on.
    size_t holding(Py_ssize_t place, size_t from) const {
        auto after = std::upper_bound(derived.begin() + (Py_ssize_t)from, derived.end(), place);
        if (after == derived.begin()) {
            PyErr_SetString(PyExc_IndexError, "list index out of range");
            throw Failed();
        }
        return (size_t)(after - derived.begin()) - 1;
    }
};

struct Offsets {
    PyObject_HEAD
    Stretches *stretches;
};

static PyObject *new_offsets(PyTypeObject *type, PyObject *, PyObject *) {
    PyObject *self = type->tp_alloc(type, 0);
    if (self && !(((Offsets *)self)->stretches = new (std::nothrow) Stretches)) {
        Py_DECREF(self);
        return PyErr_NoMemory();
    }
    return self;
}

static void free_offsets(PyObject *self) {
    PyTypeObject *type = Py_TYPE(self);
    delete ((Offsets *)self)->stretches;
    type->tp_free(self);
    Py_DECREF(type);
}

static PyObject *locate(PyObject *self, PyObject *given) {
    return guarded([&] {
        Py_ssize_t start, end;
        if (!PyArg_ParseTuple(given, "nn", &start, &end)) throw Failed();
        const Stretches &known = *((Offsets *)self)->stretches;
        size_t k = known.holding(start, 0);
        Py_ssize_t first = known.ends[k] >= 0 ? known.originals[k] : known.originals[k] + start - known.derived[k];
        k = known.holding(end - 1, k);
        Py_ssize_t last = known.ends[k] >= 0 ? known.ends[k] : known.originals[k] + end - known.derived[k];
        return Py_BuildValue("(nn)", first, last);
    });
}

static PyObject *firsts(PyObject *self, PyObject *places) {
    return guarded([&] {
        const Stretches &known = *((Offsets *)self)->stretches;
        Ref found(checked(PyList_New(0))), iterator(checked(PyObject_GetIter(places)));
        size_t k = 0;
        while (Ref item{PyIter_Next(iterator.get())}) {
            Py_ssize_t place = number(item.get());
            if (known.derived.empty()) known.holding(place, 0);
            while (k + 1 < known.derived.size() && known.derived[k + 1] <= place) k++;
            append(found.get(), PyLong_FromSsize_t(known.ends[k] >= 0 ? known.originals[k] : known.originals[k] + place - known.derived[k]));
        }
        if (PyErr_Occurred()) throw Failed();
        return found.release();
    });
}

static PyMethodDef METHODS[] = {
    {"locate", locate, METH_VARARGS, nullptr},
    {"firsts", firsts, METH_O, nullptr},
    {nullptr, nullptr, 0, nullptr},
};
static PyType_Slot SLOTS[] = {{Py_tp_new, (void *)new_offsets}, {Py_tp_dealloc, (void *)free_offsets}, {Py_tp_methods, METHODS}, {0, nullptr}};
static PyType_Spec SPEC = {"page_cleaner._core.Offsets", sizeof(Offsets), 0, Py_TPFLAGS_DEFAULT, SLOTS};
static PyObject *offsets_type;

int add_offsets(PyObject *module) {
    if (!offsets_type && !(offsets_type = PyType_FromSpec(&SPEC))) return -1;
    return PyModule_AddObjectRef(module, "Offsets", offsets_type);
}

static Ref made_offsets() { return Ref(checked(PyObject_CallNoArgs(offsets_type))); }

// ------------------------------------------------------------------ the view

struct Taken {
    Py_ssize_t start, end;
    Ref replacement;  // missing where nothing stands for the stretch
};

static Ref attribute(PyObject *object, const char *name) { return Ref(checked(PyObject_GetAttrString(object, name))); }

static std::vector<Taken> taken_from(PyObject *given, Py_ssize_t size) {
    std::vector<Taken> taken;
    Ref spans = sequence(given);
    for (Py_ssize_t n = 0; n < PySequence_Fast_GET_SIZE(spans.get()); n++) {
        PyObject *span = PySequence_Fast_GET_ITEM(spans.get(), n);
        Py_ssize_t least = taken.empty() ? 0 : taken.back().end;
        Taken made{number(attribute(span, "start").get()), number(attribute(span, "end").get()), attribute(span, "replacement")};
        if (made.start < least || made.end < made.start || made.end > size) {
            PyErr_SetString(PyExc_ValueError, "spans are not sorted, not disjoint or not of this text");
            throw Failed();
        }
        if (made.replacement.get() == Py_None || !PyUnicode_GET_LENGTH(text_argument(made.replacement.get()))) made.replacement.reset();
        taken.push_back(std::move(made));
    }
    return taken;
}

// view(folding, (stand-in for what is left out, for what is replaced), class of lines, source, taken): the text, its offsets and its lines
PyObject *core_view(PyObject *, PyObject *given) {
    return guarded([&]() -> PyObject * {
        arguments(given, 6);
        const uint32_t *folding = (const uint32_t *)table_argument(PyTuple_GET_ITEM(given, 0), 4);
        uint32_t out = (uint32_t)number(PyTuple_GET_ITEM(given, 1)), mended = (uint32_t)number(PyTuple_GET_ITEM(given, 2));
        PyObject *line_type = PyTuple_GET_ITEM(given, 3);
        Text folded, text;
        read_text(text_argument(PyTuple_GET_ITEM(given, 4)), folded);
        auto fold = [&](Text &some) {
            for (char32_t &c : some)
                if (c < 0x10000) c = folding[c];
        };
        fold(folded);
        size_t count = folded.size(), done = 0;
        std::vector<Taken> taken = taken_from(PyTuple_GET_ITEM(given, 5), (Py_ssize_t)count);
        for (const Taken &span : taken) std::fill(folded.begin() + span.start, folded.begin() + span.end, span.replacement ? mended : out);
        Ref offsets = made_offsets();
        Stretches &noted = *((Offsets *)offsets.get())->stretches;
        noted.note(0, 0);
        text.reserve(count);
        auto is_blank = [&](char32_t c) { return c == ' ' || c == '\t' || c == '\n' || c == out; };
        auto size = [&] { return (Py_ssize_t)text.size(); };
        for (size_t at = 0; at < count;) {
            char32_t c = folded[at];
            size_t end = at + 1;
            if (c == mended) {
                while (end < count && folded[end] == mended) end++;
                for (; done < taken.size() && taken[done].start < (Py_ssize_t)end; done++) {
                    if (!taken[done].replacement) continue;
                    noted.note(size(), taken[done].start, taken[done].end);
                    Text shown;
                    read_text(taken[done].replacement.get(), shown);
                    fold(shown);
                    text += shown;
                }
            } else if (is_blank(c)) {
                bool feed = c == '\n', tab = c == '\t', blank = c == ' ';
                for (int run = blank; end < count && is_blank(folded[end]); end++) {
                    feed |= folded[end] == '\n';
                    run = folded[end] == ' ' ? run + 1 : 0;
                    tab |= folded[end] == '\t' || run == 3;
                    blank |= run > 0;
                }
                if (end == at + 1 && c != out) {  // a single blank stands for itself
                    text.push_back(c);
                    at = end;
                    continue;
                }
                if (feed || tab || blank) {
                    noted.note(size(), (Py_ssize_t)at, (Py_ssize_t)end);
                    text.push_back(feed ? '\n' : tab ? '\t' : ' ');
                }
            } else {
                text.push_back(c);
                at = end;
                continue;
            }
            noted.note(size(), (Py_ssize_t)end);
            at = end;
        }
        Ref whole(made_text(text)), lines(checked(PyList_New(0)));
        for (size_t at = 0, next; at <= text.size(); at = next + 1) {
            next = std::min(text.find(U'\n', at), text.size());
            size_t first = std::min(text.find_first_not_of(U" \t", at), next), last = next;
            while (last > first && (text[last - 1] == ' ' || text[last - 1] == '\t')) last--;
            if (first == last) continue;
            size_t start = at + (first > at);
            PyObject *shown = made_text(std::u32string_view(text).substr(first, last - first));
            append(lines.get(), named_tuple(line_type, PyLong_FromSize_t(start), PyLong_FromSize_t(start + last - first), shown));
        }
        Ref all(checked(PyList_AsTuple(lines.get())));
        return checked(PyTuple_Pack(3, whole.get(), offsets.get(), all.get()));
    });
}

// ------------------------------------------------------------------ writing

// A piece of the line being written: of the source or of a replacement, and the stretch of the source that it is or stands for.
struct Part {
    std::u32string_view text;
    Py_ssize_t start, stop;
};

struct Writer {
    const std::u32string_view source;
    Stretches &offsets;
    Text written{};
    std::vector<Part> line{};
    std::deque<Text> replacements{};  // where they stay while their line is open

    // Writes pieces without blanks around them as a line.
    void put(const Part *first, const Part *last) {
        if (first == last) return;
        if (!written.empty()) written += U'\n';
        for (; first < last; first++) {
            offsets.note((Py_ssize_t)written.size(), first->start, first->stop);
            written += first->text;
        }
    }

    void end_line() {
        size_t first = 0, last = line.size();
        for (; first < last; first++) {
            Part &part = line[first];
            for (; !part.text.empty() && is_space(part.text.front()); part.text.remove_prefix(1)) part.start += part.stop < 0;
            if (!part.text.empty()) break;
        }
        for (; last > first; last--) {
            std::u32string_view &text = line[last - 1].text;
            while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
            if (!text.empty()) break;
        }
        put(line.data() + first, line.data() + last);
        line.clear();
        replacements.clear();
    }

    // A stretch without line ends that shares its line with others; a seam keeps one blank of two.
    void add(size_t from, size_t to) {
        bool seam = !line.empty() && is_space(line.back().text.back());
        while (seam && from < to && is_space(source[from])) from++;
        if (from < to) line.push_back({source.substr(from, to - from), (Py_ssize_t)from, -1});
    }

    void keep(size_t from, size_t to) {
        for (bool is_first = true;; is_first = false) {
            size_t end = std::min(source.find(U'\n', from), to);
            if (!is_first) end_line();
            if (is_first || end == to) {
                add(from, end);
            } else {  // a whole line, as most are
                std::u32string_view text = stripped(source.substr(from, end - from));
                Part whole{text, text.data() - source.data(), -1};
                put(&whole, &whole + !text.empty());
            }
            if (end == to) return;
            from = end + 1;
        }
    }
};

// write(line ends, source, spans): the text that is left and its offsets
PyObject *core_write(PyObject *, PyObject *given) {
    return guarded([&] {
        arguments(given, 3);
        Text ends, source;
        read_text(text_argument(PyTuple_GET_ITEM(given, 0)), ends);
        read_text(text_argument(PyTuple_GET_ITEM(given, 1)), source);
        std::bitset<0x10000> is_end;
        for (char32_t c : ends) is_end.set(c & 0xffff);
        for (char32_t &c : source)
            if (c < 0x10000 && is_end[c]) c = '\n';
        Ref offsets = made_offsets();
        Writer writer{source, *((Offsets *)offsets.get())->stretches};
        writer.written.reserve(source.size());
        size_t at = 0;
        for (const Taken &span : taken_from(PyTuple_GET_ITEM(given, 2), (Py_ssize_t)source.size())) {
            writer.keep(at, (size_t)span.start);
            if (span.replacement) {
                read_text(span.replacement.get(), writer.replacements.emplace_back());
                writer.line.push_back({writer.replacements.back(), span.start, span.end});
            }
            at = (size_t)span.end;
        }
        writer.keep(at, source.size());
        writer.end_line();
        Ref text(made_text(writer.written));
        return checked(PyTuple_Pack(2, text.get(), offsets.get()));
    });
}
