// Twins of the counting in text/kinds.py, of body/words.py, body/features.py and body/model.py.
#include <algorithm>

#include "core.h"

static Py_ssize_t count_han(PyObject *text, Py_ssize_t end, Py_ssize_t enough) {
    int form = PyUnicode_KIND(text);
    const void *data = PyUnicode_DATA(text);
    Py_ssize_t found = 0;
    if (form == PyUnicode_1BYTE_KIND) return 0;
    for (Py_ssize_t n = 0; n < end && found < enough; n++)
        if (Py_UCS4 c = PyUnicode_READ(form, data, n); c >= 0x3400 && c <= 0x9fff) found++;
    return found;
}

static bool is_prose(PyObject *text, Py_ssize_t han, Py_ssize_t looked_at) {
    Py_ssize_t size = PyUnicode_GET_LENGTH(text);
    if (size < han) return false;
    int form = PyUnicode_KIND(text);
    const void *data = PyUnicode_DATA(text);
    Py_UCS4 last = PyUnicode_READ(form, data, size - 1);
    bool marked = last == '!' || last == '?' || last == ';' || last == ':' || last == ',' || last == 0x3001;
    int pauses = 0;
    for (Py_ssize_t n = 0; n < size && !marked; n++) {
        Py_UCS4 c = PyUnicode_READ(form, data, n);
        pauses += c == ',' || c == ';' || c == 0x3001;
        marked = c == 0x3002 || pauses >= 2;
    }
    return marked && count_han(text, std::min(size, looked_at), han) >= han;
}

// is_prose(fewest Han characters, how many characters are looked at, text)
PyObject *core_is_prose(PyObject *, PyObject *given) {
    return guarded([&] {
        long han, looked_at;
        PyObject *text;
        parsed(given, "llU", &han, &looked_at, &text);
        return PyBool_FromLong(is_prose(text, han, looked_at));
    });
}

// han(text)
PyObject *core_han(PyObject *, PyObject *text) {
    return guarded([&] {
        text_argument(text);
        return PyLong_FromSsize_t(count_han(text, PyUnicode_GET_LENGTH(text), PY_SSIZE_T_MAX));
    });
}

static const int CLASSES = 6, MEASURES = 8;

// counts(table, texts): a list for each class, with how many characters of the basic plane are of it in each text
PyObject *core_counts(PyObject *, PyObject *given) {
    return guarded([&] {
        PyObject *table, *given_texts;
        parsed(given, "OO", &table, &given_texts);
        const uint8_t *classes = (const uint8_t *)table_argument(table, 1);
        Text text;
        Ref texts = sequence(given_texts);
        Py_ssize_t count = PySequence_Fast_GET_SIZE(texts.get());
        Ref found(listed(CLASSES, [&](Py_ssize_t) { return PyList_New(count); }));
        for (Py_ssize_t n = 0; n < count; n++) {
            Py_ssize_t counts[256] = {};
            read_text(text_argument(PySequence_Fast_GET_ITEM(texts.get(), n)), text);
            for (char32_t c : text)
                if (c < 0x10000) counts[classes[c]]++;
            for (int each = 0; each < CLASSES; each++) PyList_SET_ITEM(PyList_GET_ITEM(found.get(), each), n, checked(PyLong_FromSsize_t(counts[each])));
        }
        return found.release();
    });
}

// weigh(begin, end, longest, parts, prior, pairs in order, weights, texts): what each text is worth
PyObject *core_weigh(PyObject *, PyObject *given) {
    return guarded([&] {
        int begin, end;
        long longest, parts, prior;
        const char *pairs, *weights;
        Py_ssize_t bytes, count;
        PyObject *given_texts;
        parsed(given, "CCllly#y#O", &begin, &end, &longest, &parts, &prior, &pairs, &bytes, &weights, &count, &given_texts);
        if (bytes != 8 * count) refuse("a weight for each pair is expected");
        const uint64_t *first = (const uint64_t *)pairs, *last = first + count;
        Text text;
        Ref texts = sequence(given_texts);
        return listed(PySequence_Fast_GET_SIZE(texts.get()), [&](Py_ssize_t n) {
            read_text(text_argument(PySequence_Fast_GET_ITEM(texts.get(), n)), text);
            long sum = 0, known = 0;
            for (size_t at = 0, size = text.size(); size <= (size_t)longest && at <= size; at++) {
                const uint64_t pair = (uint64_t)(at ? text[at - 1] : (char32_t)begin) << 32 | (at < size ? text[at] : (char32_t)end);
                const uint64_t *place = std::lower_bound(first, last, pair);
                if (place != last && *place == pair) sum += (int8_t)weights[place - first], known++;
            }
            return PyFloat_FromDouble((double)sum / (double)(parts * (known + prior)));
        });
    });
}

struct Node {
    int feature;  // -1: an answer
    double number;
    int second;  // where the second answer begins; the first follows
};
struct Trees {
    std::vector<Node> nodes;
    std::vector<size_t> roots;
};
static const char *const TREES = "page_cleaner._core.trees";

// trees(how many features, [(feature, number, second)]): one tree after the other, each node before its answers; checked, so that no walk
// leaves the nodes or goes in a circle
PyObject *core_trees(PyObject *, PyObject *given) {
    return guarded([&] {
        long features;
        PyObject *given_nodes;
        parsed(given, "lO", &features, &given_nodes);
        Ref nodes = sequence(given_nodes);
        Py_ssize_t count = PySequence_Fast_GET_SIZE(nodes.get()), open = 0;
        auto trees = std::make_unique<Trees>();
        for (Py_ssize_t n = 0; n < count; n++) {
            long feature, second;
            double asked;
            parsed(PySequence_Fast_GET_ITEM(nodes.get(), n), "ldl", &feature, &asked, &second);
            if (feature >= features || (feature >= 0 && (second <= n + 1 || second >= count))) refuse("a node asks for what there is not", PyExc_ValueError);
            if (!open) {
                trees->roots.push_back((size_t)n);
                open = 1;
            }
            open += feature >= 0 ? 1 : -1;
            trees->nodes.push_back({(int)feature, asked, (int)second});
        }
        if (open) refuse("a tree without its last answers", PyExc_ValueError);
        return capsule(std::move(trees), TREES);
    });
}

static double log_odds(const Trees &trees, const double *row) {
    double total = 0;
    for (size_t n : trees.roots) {
        const Node *nodes = trees.nodes.data();
        while (nodes[n].feature >= 0) n = row[nodes[n].feature] <= nodes[n].number ? n + 1 : (size_t)nodes[n].second;
        total += nodes[n].number;
    }
    return total;
}

enum Marks { FRAME = 1, OPEN = 2, BYLINE = 4, PATH = 8, WALL = 16, FOOTER = 32, PROSE = 64, MENU = 128, INDEX = 256, FIGURE = 512, REPEATED = 1024 };
enum Limits { FAR, SHORT, NEAR, WIDE, TABLE, TITLE_LEAST, TITLE_MOST, LIMITS };
static const size_t FEATURES = 45;
using Column = std::vector<double>;

static Column column(PyObject *given, size_t count) {
    Ref values = sequence(given);
    if ((size_t)PySequence_Fast_GET_SIZE(values.get()) != count) refuse("columns of different lengths", PyExc_ValueError);
    Column made(count);
    for (size_t n = 0; n < count; n++) made[n] = real(PySequence_Fast_GET_ITEM(values.get(), (Py_ssize_t)n));
    return made;
}

// What is known of a page's units, a number each, and the columns that are made of it.
struct Units {
    size_t count;
    std::vector<long> marks;
    long limits[LIMITS];

    bool has(size_t n, int mark) const { return n < count && (marks[n] & mark); }

    template <typename Value> Column sums(Value value) const {
        Column made(count + 1, 0.0);
        for (size_t n = 0; n < count; n++) made[n + 1] = made[n] + value(n);
        return made;
    }

    // How many marked units stand from so many above each unit to so many below it; -1 leaves out the unit itself.
    template <typename Marked> Column around(Marked marked, long above, long below) const {
        Column to = sums(marked), made(count);
        for (long n = 0; n < (long)count; n++)
            made[n] = to[std::min(n + below + 1, (long)count)] - to[std::max(n - above, 0L)];
        return made;
    }

    // How many units above, or below, each unit the nearest marked one stands.
    Column distance(int mark, bool below) const {
        Column made(count);
        double far = limits[FAR], distance = far;
        for (size_t k = 0; k < count; k++) {
            size_t n = below ? count - 1 - k : k;
            distance += distance < far;
            made[n] = distance;
            if (has(n, mark)) distance = 0;
        }
        return made;
    }

    double clipped(long value) const { return (double)std::clamp(value, -limits[FAR], limits[FAR]); }
};

// odds(limits, columns of measures, marks, kinds, linked, candidate, start, end, trees): the log-odds of each unit, None where a rule takes it
PyObject *core_odds(PyObject *, PyObject *given) {
    return guarded([&] {
        PyObject *items[6], *asked;
        long start, end;
        parsed(given, "OOOOOOllO", items, items + 1, items + 2, items + 3, items + 4, items + 5, &start, &end, &asked);
        Units units;
        Ref measured = sequence(items[1]), marks = sequence(items[2]);
        size_t count = units.count = (size_t)PySequence_Fast_GET_SIZE(marks.get());
        long *l = units.limits;
        parsed(items[0], "lllllll", l, l + 1, l + 2, l + 3, l + 4, l + 5, l + 6);
        if (PySequence_Fast_GET_SIZE(measured.get()) != MEASURES) refuse("measures are missing", PyExc_ValueError);
        for (size_t n = 0; n < count; n++) units.marks.push_back(number(PySequence_Fast_GET_ITEM(marks.get(), (Py_ssize_t)n)));
        std::vector<Column> columns;
        for (int m = 0; m < MEASURES; m++) columns.push_back(column(PySequence_Fast_GET_ITEM(measured.get(), m), count));
        const Column length = columns[0], han = columns[1], words = columns[7];
        const Column kind = column(items[3], count), linked = column(items[4], count);
        columns.insert(columns.end(), {kind, linked, column(items[5], count)});
        long all = (long)count;
        const Trees *trees = (const Trees *)PyCapsule_GetPointer(asked, TREES);
        if (!trees) throw Failed();

        Column prose_to = units.sums([&](size_t n) { return units.has(n, PROSE) && units.has(n, OPEN) ? han[n] : 0.0; });
        Column frame_to = units.sums([&](size_t n) { return (double)units.has(n, FRAME); });
        Column length_to = units.sums([&](size_t n) { return length[n]; });
        double all_prose = prose_to[count] + 1;
        Column inner(count), inside(count), size(count);  // of each unit's stretch between units of boilerplate: Han in prose, units, length
        for (size_t from = 0, to = 0; to <= count; to++) {
            if (to < count && !units.has(to, FRAME)) continue;
            for (size_t n = from; n < to; n++) {
                inner[n] = prose_to[to] - prose_to[from];
                inside[n] = (double)(to - from);
                size[n] = length_to[to] - length_to[from];
            }
            from = to + 1;
        }
        double best = (count ? *std::max_element(inner.begin(), inner.end()) : 0) + 1;

        auto each = [&](auto value) {
            Column made(count);
            for (long n = 0; n < all; n++) made[n] = (double)value(n);
            columns.push_back(std::move(made));
        };
        auto at = [&](const Column &values, long n) { return n < 0 || n >= all ? -1.0 : values[n]; };
        auto marked = [&](int mark) { return [&units, mark](size_t n) { return (double)units.has(n, mark); }; };
        for (long away : {-2, -1, 1, 2}) each([&](long n) { return at(kind, n + away); });
        for (long away : {-2, -1, 1, 2}) each([&](long n) { return n + away < 0 || n + away >= all ? 0.0 : words[n + away]; });
        for (long away : {-1, 1}) each([&](long n) { return at(linked, n + away); });
        each([&](long n) { return inner[n] / (size[n] + 1); });
        each([&](long n) { return inner[n] / all_prose; });
        each([&](long n) { return inner[n] / best; });
        columns.insert(columns.end(), {inside, size});
        each([&](long) { return frame_to[count] / (double)count; });
        each([&](long) { return prose_to[count] / (length_to[count] + 1); });
        each([&](long n) { return start <= n && n < end; });
        each([&](long n) { return units.clipped(start - n); });
        each([&](long n) { return units.clipped(n - end + 1); });
        each([&](long) { return (double)(end - start) / (double)count; });
        columns.push_back(units.distance(BYLINE, true));
        columns.push_back(units.distance(PATH, false));
        columns.push_back(units.distance(WALL, false));
        columns.insert(columns.end(), {units.distance(FRAME, true), units.distance(FOOTER, true)});
        each([&](long n) { return prose_to[n] / all_prose; });
        each([&](long n) { return frame_to[n] / (frame_to[count] + 1); });
        long near = units.limits[NEAR], wide = units.limits[WIDE];
        auto is_short = [&](size_t n) { return (double)(length[n] < units.limits[SHORT] && units.has(n, MENU) && units.has(n, OPEN)); };
        columns.push_back(units.around(marked(FIGURE), near, near));
        columns.push_back(units.around(marked(REPEATED), near, near));
        columns.push_back(units.around(is_short, wide, -1));
        columns.push_back(units.around(is_short, -1, wide));
        Column rows = units.around(marked(INDEX), 6, 6), here = units.around(marked(INDEX), 1, 1);
        each([&](long n) { return rows[n] >= units.limits[TABLE] && here[n] > 0; });
        each([&](long n) {
            if (length[n] < units.limits[TITLE_LEAST] || length[n] > units.limits[TITLE_MOST]) return 0;
            bool byline = units.has(n + 1, BYLINE) || units.has(n + 2, BYLINE);
            bool frame = (n > 0 && units.has(n - 1, FRAME)) || (n > 1 && units.has(n - 2, FRAME));
            return 2 * byline + frame;
        });
        if (columns.size() != FEATURES) refuse("features are missing", PyExc_ValueError);

        return listed(all, [&](Py_ssize_t n) -> PyObject * {
            if (!units.has((size_t)n, OPEN)) return Py_NewRef(Py_None);
            double row[FEATURES];
            for (size_t m = 0; m < FEATURES; m++) row[m] = columns[m][(size_t)n];
            return PyFloat_FromDouble(log_odds(*trees, row));
        });
    });
}
