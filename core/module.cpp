// The module ``page_cleaner._core``: its functions by name.
#include "core.h"

static PyMethodDef FUNCTIONS[] = {
    {"counts", core_counts, METH_VARARGS, nullptr},
    {"han", core_han, METH_O, nullptr},
    {"is_prose", core_is_prose, METH_VARARGS, nullptr},
    {"odds", core_odds, METH_VARARGS, nullptr},
    {"render", core_render, METH_VARARGS, nullptr},
    {"trees", core_trees, METH_VARARGS, nullptr},
    {"view", core_view, METH_VARARGS, nullptr},
    {"weigh", core_weigh, METH_VARARGS, nullptr},
    {nullptr, nullptr, 0, nullptr},
};

static PyModuleDef MODULE = {PyModuleDef_HEAD_INIT, "_core", nullptr, -1, FUNCTIONS, nullptr, nullptr, nullptr, nullptr};

PyMODINIT_FUNC PyInit__core(void) {
    PyObject *module = PyModule_Create(&MODULE);
    // Raised with every change of a function's arguments, here and in core.py.
    if (module && PyModule_AddIntConstant(module, "INTERFACE", 3) < 0) Py_CLEAR(module);
    return module;
}
