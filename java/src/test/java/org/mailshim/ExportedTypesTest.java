package org.mailshim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * What a public method of an exported package takes and gives, another module can name. The tests
 * run without modules and would not notice.
 */
final class ExportedTypesTest {
  private static final Path CLASSES =
      Path.of(System.getProperty("mailshim.basedir", "."), "target", "classes");

  @Test
  void signaturesNeedNoPackageThatIsNotExported() throws Exception {
    Set<String> exported = exported();
    Set<String> hidden = new TreeSet<>();
    for (String each : exported) {
      for (Class<?> type : publicTypes(each)) {
        for (Class<?> named : namedBy(type)) {
          boolean ours = named.getName().startsWith("org.mailshim.");
          if (ours && !exported.contains(named.getPackageName())) {
            hidden.add(type.getName() + " -> " + named.getName());
          }
        }
      }
    }
    assertEquals(Set.of(), hidden);
  }

  private static Set<String> exported() {
    ModuleDescriptor module =
        ModuleFinder.of(CLASSES).find("org.mailshim").orElseThrow().descriptor();
    Set<String> exported = new HashSet<>();
    for (ModuleDescriptor.Exports each : module.exports()) {
      exported.add(each.source());
    }
    assertTrue(exported.contains("org.mailshim.smtp.client"), exported.toString());
    return exported;
  }

  private static List<Class<?>> publicTypes(String ofPackage)
      throws IOException, ClassNotFoundException {
    List<String> files;
    try (Stream<Path> found = Files.list(CLASSES.resolve(ofPackage.replace('.', '/')))) {
      files = found.map(file -> file.getFileName().toString()).toList();
    }
    Set<Class<?>> types = new HashSet<>();
    for (String file : files) {
      if (file.endsWith(".class") && !file.equals("package-info.class")) {
        String name = ofPackage + "." + file.substring(0, file.length() - ".class".length());
        Class<?> type = Class.forName(name, false, ExportedTypesTest.class.getClassLoader());
        if (Modifier.isPublic(type.getModifiers())) {
          types.add(type);
        }
      }
    }
    return List.copyOf(types);
  }

  private static Set<Class<?>> namedBy(Class<?> type) {
    Set<Class<?>> named = new HashSet<>();
    for (Method method : type.getDeclaredMethods()) {
      if (Modifier.isPublic(method.getModifiers())) {
        named.add(method.getReturnType());
        addTypes(method, named);
      }
    }
    for (Constructor<?> constructor : type.getDeclaredConstructors()) {
      if (Modifier.isPublic(constructor.getModifiers())) {
        addTypes(constructor, named);
      }
    }
    return named;
  }

  private static void addTypes(Executable executable, Set<Class<?>> named) {
    named.addAll(List.of(executable.getParameterTypes()));
    named.addAll(List.of(executable.getExceptionTypes()));
  }
}
