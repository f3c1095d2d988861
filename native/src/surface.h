/* SPDX-License-Identifier: Apache-2.0 */
/*
 * surface.h - the way from a surface's C functions to its Java class
 */
#ifndef MAILSHIM_SURFACE_H
#define MAILSHIM_SURFACE_H

#include "entry.h"

#include <jni.h>
#include <stdbool.h>

/*
 * Keeps what all surfaces need of org.mailshim.abi.Boot; once, before the first of the others here.
 * False with a pending exception.
 */
bool mailshim_prepare_surfaces(JavaVM *vm, JNIEnv *env, jclass boot_class);

/*
 * What the calling thread, which is attached by `env`, is to call now: the surface's upcall stub,
 * or, while it has none, a function that is good for one call from this thread. NULL when the
 * surface's class cannot be used, and the last error says why.
 */
mailshim_dispatch *mailshim_find_dispatch(struct mailshim_surface *surface, JNIEnv *env);

#endif
