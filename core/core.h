// What the parts of the compiled core share. Each function is the twin of one in Python and gives the same answer;
// the Python modules say what they do and why, and hand over every table, limit and pattern.
#pragma once
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include <cstdint>
#include <memory>
#include <new>
#include <string>
#include <vector>

// A reference that is given up at the end of its scope.
struct Drop {
    void operator()(PyObject *object) const { Py_XDECREF(object); }
};
using Ref = std::unique_ptr<PyObject, Drop>;

using Text = std::u32string;  // code points

// What ends a function early with Python's error set.
struct Failed {};

// A function, since the macro looks at its argument twice.
inline bool is_space(char32_t c) { return Py_UNICODE_ISSPACE((Py_UCS4)c); }

inline PyObject *checked(PyObject *object) {
    if (!object) throw Failed();
    return object;
}

// Runs the body of a function that Python calls; no exception of C++ leaves it.
template <typename Body> PyObject *guarded(Body body) {
    try {
        return body();
    } catch (const Failed &) {
        return nullptr;
    } catch (const std::bad_alloc &) {
        return PyErr_NoMemory();
    }
}

[[noreturn]] inline void refuse(const char *why, PyObject *error = PyExc_TypeError) {
    PyErr_SetString(error, why);
    throw Failed();
}

// Reads the arguments of a function, as PyArg_ParseTuple does.
template <typename... Places> void parsed(PyObject *given, const char *form, Places... places) {
    if (!PyArg_ParseTuple(given, form, places...)) throw Failed();
}

inline PyObject *text_argument(PyObject *object) {
    if (!PyUnicode_Check(object)) refuse("a str is expected");
    return object;
}

// The bytes of a table with an entry of some bytes for each character of the basic plane.
inline const char *table_argument(PyObject *object, Py_ssize_t width) {
    if (!PyBytes_Check(object) || PyBytes_GET_SIZE(object) != 0x10000 * width) refuse("a table of the basic plane is expected");
    return PyBytes_AS_STRING(object);
}

inline long number(PyObject *object) {
    long value = PyLong_AsLong(object);
    if (value == -1 && PyErr_Occurred()) throw Failed();
    return value;
}

inline double real(PyObject *object) {
    double value = PyFloat_AsDouble(object);
    if (value == -1.0 && PyErr_Occurred()) throw Failed();
    return value;
}

inline void read_text(PyObject *text, Text &into) {
    into.resize((size_t)PyUnicode_GET_LENGTH(text));
    if (!into.empty() && !PyUnicode_AsUCS4(text, (Py_UCS4 *)into.data(), PyUnicode_GET_LENGTH(text), 0)) throw Failed();
}

// A list or tuple, whose items may be read without a check.
inline Ref sequence(PyObject *object) { return Ref(checked(PySequence_Fast(object, "a sequence is expected"))); }

// A new object of a NamedTuple's class; takes over the items.
template <typename... Items> PyObject *named_tuple(PyObject *type, Items... items) {
    PyObject *values[] = {checked(items)...};
    PyObject *made = checked(((PyTypeObject *)type)->tp_alloc((PyTypeObject *)type, sizeof...(items)));
    for (size_t n = 0; n < sizeof...(items); n++) PyTuple_SET_ITEM(made, (Py_ssize_t)n, values[n]);
    return made;
}

inline void append(PyObject *list, PyObject *item) {
    Ref held(checked(item));
    if (PyList_Append(list, item) < 0) throw Failed();
}

// A new list of so many items, each made by its number.
template <typename Make> PyObject *listed(Py_ssize_t count, Make make) {
    Ref list(checked(PyList_New(count)));
    for (Py_ssize_t n = 0; n < count; n++) PyList_SET_ITEM(list.get(), n, checked(make(n)));
    return list.release();
}

inline PyObject *made_text(const std::u32string_view text) {
    return checked(PyUnicode_FromKindAndData(PyUnicode_4BYTE_KIND, text.data(), (Py_ssize_t)text.size()));
}

inline std::u32string_view stripped(std::u32string_view text) {
    while (!text.empty() && is_space(text.front())) text.remove_prefix(1);
    while (!text.empty() && is_space(text.back())) text.remove_suffix(1);
    return text;
}

// A table as Python holds it for later calls; ``name`` names its kind.
template <typename Table> PyObject *capsule(std::unique_ptr<Table> table, const char *name) {
    PyObject *made = checked(PyCapsule_New(table.get(), name, [](PyObject *self) {
        delete (Table *)PyCapsule_GetPointer(self, PyCapsule_GetName(self));
    }));
    table.release();
    return made;
}

PyObject *core_counts(PyObject *, PyObject *);
PyObject *core_is_prose(PyObject *, PyObject *);
PyObject *core_han(PyObject *, PyObject *);
PyObject *core_odds(PyObject *, PyObject *);
PyObject *core_render(PyObject *, PyObject *);
PyObject *core_trees(PyObject *, PyObject *);
PyObject *core_view(PyObject *, PyObject *);
PyObject *core_weigh(PyObject *, PyObject *);
