package org.mailshim.abi.gen;

import java.util.List;
import java.util.Optional;

/**
 * What one class says about surfaces.
 *
 * @param packageName its package
 * @param className its simple name
 * @param place its file and line, for messages
 * @param surface its {@code @Surface}, if it has one
 * @param entries its methods with {@code @Entry}, in source order
 * @param nativeEntries its {@code @NativeEntry} annotations, in source order
 */
record SourceFile(
    String packageName,
    String className,
    String place,
    Optional<AnnotationValues> surface,
    List<SurfaceModel.EntryModel> entries,
    List<SurfaceModel.EntryModel> nativeEntries) {}
