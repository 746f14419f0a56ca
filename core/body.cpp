// Twins of the counting in text/kinds.py, of body/features.py and body/model.py.
#include <algorithm>

#include "core.h"

// ------------------------------------------------------------------ kinds

static inline bool is_han(Py_UCS4 c) { return c >= 0x3400 && c <= 0x9fff; }

static Py_ssize_t count_han(PyObject *text, Py_ssize_t end, Py_ssize_t enough) {
    int form = PyUnicode_KIND(text);
    const void *data = PyUnicode_DATA(text);
    Py_ssize_t found = 0;
    if (form == PyUnicode_1BYTE_KIND) return 0;
    for (Py_ssize_t n = 0; n < end && found < enough; n++) found += is_han(PyUnicode_READ(form, data, n));
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
        arguments(given, 3);
        PyObject *text = text_argument(PyTuple_GET_ITEM(given, 2));
        return PyBool_FromLong(is_prose(text, number(PyTuple_GET_ITEM(given, 0)), number(PyTuple_GET_ITEM(given, 1))));
    });
}

// han(text)
PyObject *core_han(PyObject *, PyObject *text) {
    return guarded([&] {
        text_argument(text);
        return PyLong_FromSsize_t(count_han(text, PyUnicode_GET_LENGTH(text), PY_SSIZE_T_MAX));
    });
}

static const int CLASSES = 6, MEASURES = 7;

// counts(table, texts): a list for each class, with how many characters of the basic plane are of it in each text
PyObject *core_counts(PyObject *, PyObject *given) {
    return guarded([&] {
        arguments(given, 2);
        const uint8_t *classes = (const uint8_t *)table_argument(PyTuple_GET_ITEM(given, 0), 1);
        Ref texts = sequence(PyTuple_GET_ITEM(given, 1));
        Py_ssize_t count = PySequence_Fast_GET_SIZE(texts.get());
        Ref found(checked(PyList_New(CLASSES)));
        for (int each = 0; each < CLASSES; each++) PyList_SET_ITEM(found.get(), each, checked(PyList_New(count)));
        for (Py_ssize_t n = 0; n < count; n++) {
            PyObject *text = text_argument(PySequence_Fast_GET_ITEM(texts.get(), n));
            const void *data = PyUnicode_DATA(text);
            Py_ssize_t counts[256] = {};
            for (Py_ssize_t at = 0, size = PyUnicode_GET_LENGTH(text); at < size; at++) {
                Py_UCS4 c = PyUnicode_READ(PyUnicode_KIND(text), data, at);
                if (c < 0x10000) counts[classes[c]]++;
            }
            for (int each = 0; each < CLASSES; each++) PyList_SET_ITEM(PyList_GET_ITEM(found.get(), each), n, checked(PyLong_FromSsize_t(counts[each])));
        }
        return found.release();
    });
}

// ------------------------------------------------------------------ trees

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
        arguments(given, 2);
        long features = number(PyTuple_GET_ITEM(given, 0));
        Ref nodes = sequence(PyTuple_GET_ITEM(given, 1));
        Py_ssize_t count = PySequence_Fast_GET_SIZE(nodes.get()), open = 0;
        auto trees = std::make_unique<Trees>();
        for (Py_ssize_t n = 0; n < count; n++) {
            Ref node = sequence(PySequence_Fast_GET_ITEM(nodes.get(), n));
            if (PySequence_Fast_GET_SIZE(node.get()) != 3) refuse("a node is a feature, a number and a place", PyExc_ValueError);
            PyObject **items = PySequence_Fast_ITEMS(node.get());
            long feature = number(items[0]), second = number(items[2]);
            if (feature >= features || (feature >= 0 && (second <= n + 1 || second >= count))) refuse("a node asks for what there is not", PyExc_ValueError);
            if (!open) {
                trees->roots.push_back((size_t)n);
                open = 1;
            }
            open += feature >= 0 ? 1 : -1;
            trees->nodes.push_back({(int)feature, real(items[1]), (int)second});
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

// ------------------------------------------------------------------ features

enum Marks { FRAME = 1, OPEN = 2, BYLINE = 4, PATH = 8, WALL = 16, FOOTER = 32, PROSE = 64, MENU = 128, INDEX = 256, FIGURE = 512, REPEATED = 1024 };
enum Limits { FAR, SHORT, NEAR, WIDE, TABLE, TITLE_LEAST, TITLE_MOST, LIMITS };
static const size_t FEATURES = 40;
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

// features(limits, columns of measures, marks, kinds, linked, candidate, start, end, trees): the log-odds of each unit, or where the trees are
// None a row of features each
PyObject *core_features(PyObject *, PyObject *given) {
    return guarded([&] {
        arguments(given, 9);
        auto items = [&](Py_ssize_t n) { return PyTuple_GET_ITEM(given, n); };
        Units units;
        Ref limits = sequence(items(0)), measured = sequence(items(1)), marks = sequence(items(2));
        size_t count = units.count = (size_t)PySequence_Fast_GET_SIZE(marks.get());
        if (PySequence_Fast_GET_SIZE(limits.get()) != LIMITS || PySequence_Fast_GET_SIZE(measured.get()) != MEASURES) refuse("limits or measures are missing", PyExc_ValueError);
        for (int n = 0; n < LIMITS; n++) units.limits[n] = number(PySequence_Fast_GET_ITEM(limits.get(), n));
        for (size_t n = 0; n < count; n++) units.marks.push_back(number(PySequence_Fast_GET_ITEM(marks.get(), (Py_ssize_t)n)));
        std::vector<Column> columns;
        for (int m = 0; m < MEASURES; m++) columns.push_back(column(PySequence_Fast_GET_ITEM(measured.get(), m), count));
        const Column length = columns[0], han = columns[1];
        const Column kind = column(items(3), count), linked = column(items(4), count);
        columns.insert(columns.end(), {kind, linked, column(items(5), count)});
        long start = number(items(6)), end = number(items(7)), all = (long)count;
        const Trees *trees = nullptr;
        if (items(8) != Py_None && !(trees = (const Trees *)PyCapsule_GetPointer(items(8), TREES))) throw Failed();

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
        columns.push_back(units.distance(FRAME, true));
        columns.push_back(units.distance(FOOTER, true));
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

        Ref found(checked(PyList_New(all)));
        double row[FEATURES];
        for (size_t n = 0; n < count; n++) {
            for (size_t m = 0; m < FEATURES; m++) row[m] = columns[m][n];
            PyObject *made = trees ? PyFloat_FromDouble(log_odds(*trees, row)) : PyTuple_New(FEATURES);
            PyList_SET_ITEM(found.get(), (Py_ssize_t)n, checked(made));
            for (size_t m = 0; !trees && m < FEATURES; m++) PyTuple_SET_ITEM(made, (Py_ssize_t)m, checked(PyFloat_FromDouble(row[m])));
        }
        return found.release();
    });
}
