package io.viaduct.tidy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.classfile.Annotation;
import java.lang.classfile.AnnotationValue;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.FieldModel;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads the signature of one package from its compiled classes; the classes are not initialized.
 */
final class ApiReader {
    private static final String EXPORT = "Lorg/osgi/annotation/bundle/Export;";
    private static final String VERSION = "Lorg/osgi/annotation/versioning/Version;";
    private static final String ROLE = "Lorg/osgi/annotation/versioning/";
    private static final int FACE = Modifier.PUBLIC | Modifier.PROTECTED;
    private static final int TYPE_MODIFIERS = Modifier.classModifiers() | Modifier.INTERFACE;

    private final Path classes;
    private final String packageName;
    private final SortedMap<String, String> entries = new TreeMap<>();

    private ApiReader(Path classes, String packageName) {
        this.classes = classes;
        this.packageName = packageName;
    }

    /** The names of the packages under {@code classes} that are exported, sorted. */
    static List<String> exportedPackages(Path classes) throws IOException {
        try (Stream<Path> found = Files.walk(classes)) {
            return found.filter(file -> file.endsWith("package-info.class"))
                    .filter(file -> annotation(parse(file), EXPORT) != null)
                    .map(file -> classes.relativize(file.getParent()).toString().replace('/', '.'))
                    .sorted()
                    .toList();
        }
    }

    static ApiSignature read(Path classes, String packageName) throws IOException {
        return new ApiReader(classes, packageName).read();
    }

    private ApiSignature read() throws IOException {
        Path folder = classes.resolve(packageName.replace('.', '/'));
        Annotation version = annotation(parse(folder.resolve("package-info.class")), VERSION);
        if (version == null) {
            throw new IllegalStateException(packageName + " is exported without @Version");
        }
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(ApiReader::isType).sorted().toList()) {
                readType(file);
            }
        }
        var value = (AnnotationValue.OfString) version.elements().getFirst().value();
        return new ApiSignature(packageName, PackageVersion.parse(value.stringValue()), entries);
    }

    private static boolean isType(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(".class") && !name.equals("package-info.class");
    }

    private void readType(Path file) {
        ClassModel model = parse(file);
        Class<?> type = load(model.thisClass().asInternalName().replace('/', '.'));
        if (!isSeen(type)) {
            return;
        }
        String name = nameOf(type);
        put(name + " type", Modifier.toString(type.getModifiers() & TYPE_MODIFIERS), roleOf(model));
        readTypeParameters(name, type.getTypeParameters());
        if (type.getGenericSuperclass() != null && type.getSuperclass() != Object.class) {
            put(name + " extends " + nameOf(type.getGenericSuperclass()));
        }
        for (Type parent : type.getGenericInterfaces()) {
            put(name + " implements " + nameOf(parent));
        }
        if (type.isSealed()) {
            for (Class<?> child : type.getPermittedSubclasses()) {
                put(name + " permits " + nameOf(child));
            }
        }
        readMembers(name, type, model);
    }

    private void readTypeParameters(String name, TypeVariable<?>[] parameters) {
        if (parameters.length > 0) {
            put(name + " parameters <" + typeParameters(parameters) + ">");
        }
    }

    private void readMembers(String name, Class<?> type, ClassModel model) {
        for (Field field : type.getDeclaredFields()) {
            if (isFace(field.getModifiers()) && !field.isSynthetic()) {
                String entry =
                        name + " field " + nameOf(field.getGenericType()) + " " + field.getName();
                put(
                        entry,
                        modifiers(field.getModifiers(), Modifier.fieldModifiers()),
                        constant(model, field));
            }
        }
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (isFace(constructor.getModifiers()) && !constructor.isSynthetic()) {
                put(name + " new " + call(constructor), modifiersOf(constructor));
            }
        }
        for (Method method : type.getDeclaredMethods()) {
            if (isFace(method.getModifiers()) && !method.isSynthetic()) {
                String call =
                        method.getName()
                                + call(method)
                                + " "
                                + nameOf(method.getGenericReturnType());
                // A member of an annotation is abstract, and may have a default value.
                boolean given = method.isDefault() || method.getDefaultValue() != null;
                String isDefault = given ? "default" : "";
                put(name + " method " + call, modifiersOf(method), isDefault);
            }
        }
    }

    private String call(Executable executable) {
        String parameters = namesOf(executable.getGenericParameterTypes());
        String thrown = namesOf(executable.getGenericExceptionTypes());
        TypeVariable<?>[] types = executable.getTypeParameters();
        String generic = types.length == 0 ? "" : "<" + typeParameters(types) + ">";
        return generic + "(" + parameters + ")" + (thrown.isEmpty() ? "" : " throws " + thrown);
    }

    private String typeParameters(TypeVariable<?>[] parameters) {
        return Arrays.stream(parameters)
                .map(p -> p.getName() + " extends " + namesOf(p.getBounds()))
                .collect(Collectors.joining(", "));
    }

    private static String modifiersOf(Executable executable) {
        int allowed =
                executable instanceof Method
                        ? Modifier.methodModifiers()
                        : Modifier.constructorModifiers();
        String varargs = executable.isVarArgs() ? " varargs" : "";
        return modifiers(executable.getModifiers(), allowed) + varargs;
    }

    /** Without what a caller cannot see. */
    private static String modifiers(int modifiers, int allowed) {
        int hidden = Modifier.SYNCHRONIZED | Modifier.NATIVE | Modifier.STRICT | Modifier.TRANSIENT;
        return Modifier.toString(modifiers & allowed & ~hidden);
    }

    private static String constant(ClassModel model, Field field) {
        for (FieldModel candidate : model.fields()) {
            if (candidate.fieldName().equalsString(field.getName())) {
                return candidate
                        .findAttribute(Attributes.constantValue())
                        .map(value -> "= " + escaped(value.constant().constantValue()))
                        .orElse("");
            }
        }
        return "";
    }

    private static String escaped(Object value) {
        return value.toString().replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
    }

    private static String roleOf(ClassModel model) {
        for (String role : List.of("ProviderType", "ConsumerType")) {
            if (annotation(model, ROLE + role + ";") != null) {
                return "@" + role;
            }
        }
        return "";
    }

    private static Annotation annotation(ClassModel model, String descriptor) {
        var invisible = model.findAttribute(Attributes.runtimeInvisibleAnnotations());
        if (invisible.isPresent()) {
            for (Annotation annotation : invisible.get().annotations()) {
                if (annotation.className().equalsString(descriptor)) {
                    return annotation;
                }
            }
        }
        return null;
    }

    /** Whether a caller outside the package can name the type: it and all around it are open. */
    private static boolean isSeen(Class<?> type) {
        if (type.isSynthetic() || type.isAnonymousClass() || type.isLocalClass()) {
            return false;
        }
        Class<?> around = type.getDeclaringClass();
        return isFace(type.getModifiers()) && (around == null || isSeen(around));
    }

    private static boolean isFace(int modifiers) {
        return (modifiers & FACE) != 0;
    }

    private void put(String entry, String... attributes) {
        String said =
                Arrays.stream(attributes)
                        .filter(a -> !a.isEmpty())
                        .collect(Collectors.joining(" "));
        entries.put(entry, said);
    }

    private String namesOf(Type[] types) {
        return Arrays.stream(types).map(this::nameOf).collect(Collectors.joining(", "));
    }

    /** Types of the package itself go by their short names. */
    private String nameOf(Type type) {
        return type.getTypeName().replace(packageName + ".", "").replace("java.lang.", "");
    }

    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, Thread.currentThread().getContextClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(
                    "a class of the package is not on the class path: " + name, e);
        }
    }

    private static ClassModel parse(Path file) {
        try {
            return ClassFile.of().parse(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
