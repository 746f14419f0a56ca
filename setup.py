"""Builds the compiled core. It is optional: where there is no compiler or no headers of Python, the package goes on without."""

from setuptools import Extension, setup

SOURCES = ["core/module.cpp", "core/body.cpp", "core/render.cpp", "core/view.cpp"]

setup(
    ext_modules=[
        Extension(
            "page_cleaner._core",
            SOURCES,
            depends=["core/core.h"],
            extra_compile_args=["-std=c++17", "-O2", "-fvisibility=hidden", "-Wall", "-Wextra"],
            optional=True,
        )
    ]
)
