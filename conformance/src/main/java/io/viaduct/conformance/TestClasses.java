package io.viaduct.conformance;

import java.io.IOException;
import java.lang.classfile.Annotation;
import java.lang.classfile.AnnotationValue;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.MethodModel;
import java.lang.reflect.AccessFlag;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * What compiled tests say of themselves. A method of a contract, which classes of other modules
 * extend, is a proof of each of those.
 */
public final class TestClasses {
    private static final String PROVES = Proves.class.descriptorString();
    private static final Set<String> TESTS =
            Set.of(
                    "Lorg/junit/jupiter/api/Test;",
                    "Lorg/junit/jupiter/api/RepeatedTest;",
                    "Lorg/junit/jupiter/params/ParameterizedTest;",
                    "Lorg/junit/Test;");
    private static final Set<String> SWITCHED_OFF =
            Set.of("Lorg/junit/jupiter/api/Disabled;", "Lorg/junit/Ignore;");

    private record Found(Path module, ClassModel model) {}

    private final Map<String, Found> classes = new HashMap<>();

    private TestClasses() {}

    /** Reads the classes of all modules, which have been compiled. */
    public static TestClasses read(List<Path> modules) throws IOException {
        TestClasses all = new TestClasses();
        for (Path module : modules) {
            all.readFolder(module, module.resolve("target/classes"));
            all.readFolder(module, module.resolve("target/test-classes"));
        }
        return all;
    }

    private void readFolder(Path module, Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        List<Path> files;
        try (Stream<Path> found = Files.walk(folder)) {
            files = found.filter(path -> path.toString().endsWith(".class")).toList();
        }
        for (Path file : files) {
            ClassModel model = ClassFile.of().parse(file);
            classes.put(model.thisClass().asInternalName(), new Found(module, model));
        }
    }

    /** Every proof that a class which can be run has or inherits. */
    public List<Proof> proofs() {
        List<Proof> proofs = new ArrayList<>();
        for (Found found : classes.values()) {
            if (!found.model.flags().has(AccessFlag.ABSTRACT)) {
                Found at = found;
                while (at != null) {
                    addProofs(found, at.model, proofs);
                    at =
                            at.model
                                    .superclass()
                                    .map(above -> classes.get(above.asInternalName()))
                                    .orElse(null);
                }
            }
        }
        return proofs.stream().sorted().toList();
    }

    private static void addProofs(Found runs, ClassModel declares, List<Proof> proofs) {
        String name = runs.model.thisClass().asInternalName().replace('/', '.');
        for (MethodModel method : declares.methods()) {
            List<Annotation> annotations = annotations(method);
            if (isTest(annotations)) {
                for (String row : rows(annotations)) {
                    String called = method.methodName().stringValue();
                    proofs.add(new Proof(runs.module, name, called, row));
                }
            }
        }
    }

    private static List<Annotation> annotations(MethodModel method) {
        return method.findAttribute(Attributes.runtimeVisibleAnnotations())
                .map(attribute -> attribute.annotations())
                .orElse(List.of());
    }

    private static boolean isTest(List<Annotation> annotations) {
        return annotations.stream().anyMatch(one -> TESTS.contains(type(one)))
                && annotations.stream().noneMatch(one -> SWITCHED_OFF.contains(type(one)));
    }

    private static String type(Annotation annotation) {
        return annotation.className().stringValue();
    }

    private static List<String> rows(List<Annotation> annotations) {
        return annotations.stream()
                .filter(one -> type(one).equals(PROVES))
                .flatMap(one -> one.elements().stream())
                .flatMap(element -> ((AnnotationValue.OfArray) element.value()).values().stream())
                .map(value -> ((AnnotationValue.OfString) value).stringValue())
                .toList();
    }
}
