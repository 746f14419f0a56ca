// Twin of text/view.py.
#include <algorithm>

#include "core.h"

// What text/offsets.py notes.
struct Stretches {
    std::vector<Py_ssize_t> derived{}, originals{}, ends{};

    void note(size_t at, size_t original, Py_ssize_t end = -1) {
        if (!derived.empty() && derived.back() == (Py_ssize_t)at) {
            originals.back() = (Py_ssize_t)original;
            ends.back() = end;
            return;
        }
        derived.push_back((Py_ssize_t)at);
        originals.push_back((Py_ssize_t)original);
        ends.push_back(end);
    }
};

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
        if (made.start < least || made.end < made.start || made.end > size)
            refuse("spans are not sorted, not disjoint or not of this text", PyExc_ValueError);
        if (made.replacement.get() == Py_None || !PyUnicode_GET_LENGTH(text_argument(made.replacement.get()))) made.replacement.reset();
        taken.push_back(std::move(made));
    }
    return taken;
}

// view(folding, (stand-in for what is left out, for what is replaced), class of lines, source, taken): the text, the three lists of its offsets, and its lines
PyObject *core_view(PyObject *, PyObject *given) {
    return guarded([&]() -> PyObject * {
        PyObject *table, *line_type, *source, *spans;
        unsigned int out, mended;
        parsed(given, "OIIOUO", &table, &out, &mended, &line_type, &source, &spans);
        const uint32_t *folding = (const uint32_t *)table_argument(table, 4);
        Text folded, text;
        read_text(source, folded);
        auto fold = [&](Text &some) {
            for (char32_t &c : some)
                if (c < 0x10000) c = folding[c];
        };
        fold(folded);
        size_t count = folded.size(), done = 0;
        std::vector<Taken> taken = taken_from(spans, (Py_ssize_t)count);
        for (const Taken &span : taken) std::fill(folded.begin() + span.start, folded.begin() + span.end, span.replacement ? mended : out);
        Stretches noted;
        noted.note(0, 0);
        text.reserve(count);
        auto is_blank = [&](char32_t c) { return c == ' ' || c == '\t' || c == '\n' || c == out; };
        for (size_t at = 0; at < count;) {
            char32_t c = folded[at];
            size_t end = at + 1;
            if (c == mended) {
                while (end < count && folded[end] == mended) end++;
                for (; done < taken.size() && taken[done].start < (Py_ssize_t)end; done++) {
                    if (!taken[done].replacement) continue;
                    noted.note(text.size(), (size_t)taken[done].start, taken[done].end);
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
                    noted.note(text.size(), at, (Py_ssize_t)end);
                    text.push_back(feed ? '\n' : tab ? '\t' : ' ');
                }
            } else {
                text.push_back(c);
                at = end;
                continue;
            }
            noted.note(text.size(), end);
            at = end;
        }
        Ref whole(made_text(text)), lines(checked(PyList_New(0)));
        for (size_t at = 0, next, row = 0; at <= text.size(); at = next + 1) {
            next = std::min(text.find(U'\n', at), text.size());
            size_t first = std::min(text.find_first_not_of(U" \t", at), next), last = next;
            while (last > first && (text[last - 1] == ' ' || text[last - 1] == '\t')) last--;
            if (first == last) continue;
            size_t start = at + (first > at);
            PyObject *shown = made_text(std::u32string_view(text).substr(first, last - first));
            append(lines.get(), named_tuple(line_type, PyLong_FromSize_t(start), PyLong_FromSize_t(start + last - first), shown, PyLong_FromSize_t(row++)));
        }
        auto numbers = [](const std::vector<Py_ssize_t> &of) { return listed((Py_ssize_t)of.size(), [&](Py_ssize_t n) { return PyLong_FromSsize_t(of[(size_t)n]); }); };
        return checked(Py_BuildValue("(ONNNO)", whole.get(), numbers(noted.derived), numbers(noted.originals), numbers(noted.ends), lines.get()));
    });
}
