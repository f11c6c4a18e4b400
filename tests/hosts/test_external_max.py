"""The Max object, as far as that goes without Max: its C is accepted against declarations of what it calls, and it says that it was never built."""

import os
import shutil
import subprocess

import pytest

from tests.support.external_pd import HERE

FOLDER = HERE.parent / "max" / "external"
CLIENT = HERE.parent / "pd" / "external"

# What the object needs of Max, written after the SDK's documentation.
MAX = """
#include <stdint.h>
#include <stdio.h>
typedef struct symbol { char *s_name; } t_symbol;
typedef struct atom { short a_type; union { intptr_t w_long; double w_float; t_symbol *w_sym; } a_w; } t_atom;
typedef struct object { void *o; } t_object;
typedef struct class_ t_class;
typedef intptr_t t_atom_long;
typedef void *(*method)(void *, ...);
enum { A_NOTHING, A_LONG, A_FLOAT, A_SYM, A_CANT = 8, A_GIMME };
enum { ASSIST_INLET = 1, ASSIST_MAX_STRING_LEN = 255, MAX_PATH_CHARS = 2048, PATH_STYLE_NATIVE = 0, PATH_TYPE_ABSOLUTE = 1 };
#define CLASS_BOX gensym("box")
t_symbol *gensym(const char *);
long atom_gettype(const t_atom *);
double atom_getfloat(const t_atom *);
t_symbol *atom_getsym(const t_atom *);
int atom_setsym(t_atom *, const t_symbol *);
int atom_setlong(t_atom *, t_atom_long);
int atom_setfloat(t_atom *, double);
char *sysmem_newptr(long);
char *sysmem_newptrclear(long);
void sysmem_freeptr(void *);
void *outlet_new(void *, const char *);
void *outlet_anything(void *, const t_symbol *, short, const t_atom *);
void *clock_new(void *, method);
void clock_fdelay(void *, double);
void critical_enter(void *);
void critical_exit(void *);
short path_nameconform(const char *, char *, long, long);
t_class *class_new(const char *, const method, const method, long, const method, short, ...);
int class_addmethod(t_class *, const method, const char *, ...);
int class_register(t_symbol *, t_class *);
void class_dspinit(t_class *);
void *object_alloc(t_class *);
int object_free(void *);
void *object_method(void *, t_symbol *, ...);
void object_post(t_object *, const char *, ...);
void object_error(t_object *, const char *, ...);
typedef struct pxobject { t_object z_ob; } t_pxobject;
void dsp_setup(t_pxobject *, long);
void dsp_free(t_pxobject *);
"""


@pytest.mark.skipif(shutil.which("cc") is None or os.name == "nt", reason="needs a C compiler")
def test_it_is_c(tmp_path):
    (tmp_path / "ext.h").write_text("#ifndef MAX\n#define MAX\n" + MAX + "#endif\n", encoding="utf-8")
    for name in ("ext_critical.h", "ext_obex.h", "z_dsp.h"):
        (tmp_path / name).write_text('#include "ext.h"\n', encoding="utf-8")
    flags = ["-std=gnu11", "-fsyntax-only", "-Wall", "-Wextra", "-Werror", "-Wno-cast-function-type", "-Wno-format-truncation"]
    words = ["cc", *flags, f"-I{tmp_path}", f"-I{CLIENT}", str(FOLDER / "ganspacesynth_tilde" / "ganspacesynth~.c")]
    done = subprocess.run(words, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr


def test_it_says_that_it_was_never_built():
    for text in (FOLDER / "README.md", HERE.parent / "docs" / "external.md"):
        assert "not yet built" in text.read_text(encoding="utf-8").lower()
    assert "NOT YET BUILT" in (FOLDER / "ganspacesynth_tilde" / "ganspacesynth~.c").read_text(encoding="utf-8")


def test_its_build_names_files_that_exist():
    text = (FOLDER / "ganspacesynth_tilde" / "CMakeLists.txt").read_text(encoding="utf-8")
    assert '"ganspacesynth~.c"' in text and "../../../pd/external" in text
    assert "gss_*.c" in text and (FOLDER / "ganspacesynth_tilde" / "../../../pd/external/gss_client.c").exists()
