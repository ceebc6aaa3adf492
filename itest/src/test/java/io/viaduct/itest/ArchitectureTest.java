package io.viaduct.itest;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;

import io.viaduct.launcher.BundleList;
import io.viaduct.tidy.SourceTree;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;

/** The rules that hold across bundles; a bundle is a folder whose name ends in {@code -bundle}. */
class ArchitectureTest {
    private static final String API = "io.viaduct.api";
    private static final String LINUX = "io.viaduct.linux";
    private static final String CORE = "io.viaduct.core";
    private static final Set<String> BASE = Set.of(API, LINUX, CORE);

    /** Spans over files and disks of the operating system, which the base's bindings open. */
    private static final Set<String> ON_LINUX = Set.of("io.viaduct.bdev.aio");

    private static final Set<String> LINKER =
            Set.of("java.lang.foreign.Linker", "java.lang.foreign.SymbolLookup");

    /** Symbolic name, which is the root package, to the bundle's jar. */
    private static final Map<String, Path> BUNDLES = new TreeMap<>();

    private static JavaClasses classes;

    @BeforeAll
    static void importBundles() throws IOException {
        for (Path module : SourceTree.here().modules()) {
            if (module.getFileName().toString().endsWith("-bundle")) {
                Path jar = jarOf(module);
                BUNDLES.put(headers(jar).getValue("Bundle-SymbolicName"), jar);
            }
        }
        List<JarFile> jars = new ArrayList<>();
        for (Path jar : BUNDLES.values()) {
            jars.add(new JarFile(jar.toFile()));
        }
        classes = new ClassFileImporter().importJars(jars);
    }

    @Test
    void shouldSeeTheBase() {
        assertEquals(BASE, intersection(BUNDLES.keySet(), BASE));
        assertFalse(classes.isEmpty());
    }

    @Test
    void shouldNameTheDistributionsBundlesAsTheirArtifactsSay() {
        for (BundleList.Entry entry : BundleList.entries()) {
            if (entry.artifact().startsWith("viaduct-")) {
                assertTrue(BUNDLES.containsKey(entry.symbolicName()), entry.artifact());
            }
        }
    }

    @Test
    void shouldKeepEveryClassInItsBundlesRootPackage() throws IOException {
        for (var bundle : BUNDLES.entrySet()) {
            try (JarFile jar = new JarFile(bundle.getValue().toFile())) {
                noClasses()
                        .should()
                        .resideOutsideOfPackage(bundle.getKey() + "..")
                        .allowEmptyShould(true)
                        .check(new ClassFileImporter().importJar(jar));
            }
        }
    }

    @Test
    void shouldLetCoreKnowTheApiAndLinuxOnly() {
        forbidOurs(CORE, Set.of(CORE, API, LINUX));
    }

    @Test
    void shouldLetLinuxKnowTheApiOnly() {
        forbidOurs(LINUX, Set.of(LINUX, API));
    }

    @Test
    void shouldLetTheApiKnowNoOther() {
        forbidOurs(API, Set.of(API));
    }

    @Test
    void shouldLetASpanKnowTheApiOnlyUnlessItOpensWhatLinuxHas() {
        for (String span : BUNDLES.keySet()) {
            if (ON_LINUX.contains(span)) {
                forbidOurs(span, Set.of(span, API, LINUX));
            } else if (!BASE.contains(span)) {
                forbidOurs(span, Set.of(span, API));
            }
        }
    }

    @Test
    void shouldExportFromTheApiAndLinuxOnly() throws IOException {
        Set<String> exporting = new TreeSet<>();
        for (var bundle : BUNDLES.entrySet()) {
            if (headers(bundle.getValue()).getValue("Export-Package") != null) {
                exporting.add(bundle.getKey());
            }
        }
        assertEquals(new TreeSet<>(List.of(API, LINUX)), exporting);
    }

    @Test
    void shouldImportNothingOptionallyInASpanAndHostNoFragment() throws IOException {
        for (var bundle : BUNDLES.entrySet()) {
            if (!BASE.contains(bundle.getKey())) {
                Attributes headers = headers(bundle.getValue());
                String imports = String.valueOf(headers.getValue("Import-Package"));
                assertFalse(imports.contains("resolution:=optional"), bundle.getKey());
                assertEquals(null, headers.getValue("DynamicImport-Package"), bundle.getKey());
                assertEquals(null, headers.getValue("Fragment-Host"), bundle.getKey());
            }
        }
    }

    @Test
    void shouldBindNativeCodeInLinuxOrAnFfmPackageOnly() {
        noClasses()
                .that()
                .resideOutsideOfPackages(LINUX + "..", "..ffm..")
                .should()
                .dependOnClassesThat(
                        DescribedPredicate.describe(
                                "bind native code", type -> LINKER.contains(type.getName())))
                .check(classes);
    }

    private static void forbidOurs(String bundle, Set<String> allowed) {
        noClasses()
                .that(in(Set.of(bundle)))
                .should()
                .dependOnClassesThat(
                        in(Set.of("io.viaduct")).and(DescribedPredicate.not(in(allowed))))
                .allowEmptyShould(true)
                .check(classes);
    }

    private static DescribedPredicate<JavaClass> in(Set<String> roots) {
        return DescribedPredicate.describe(
                "are in " + new TreeSet<>(roots),
                type -> roots.stream().anyMatch(root -> isIn(type.getPackageName(), root)));
    }

    private static boolean isIn(String packageName, String root) {
        return packageName.equals(root) || packageName.startsWith(root + ".");
    }

    private static Set<String> intersection(Set<String> some, Set<String> others) {
        Set<String> both = new TreeSet<>(some);
        both.retainAll(others);
        return both;
    }

    private static Path jarOf(Path module) throws IOException {
        Path target = module.resolve("target");
        String name = "viaduct-" + module.getFileName() + "-*.jar";
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(target, name)) {
            return jars.iterator().next();
        } catch (NoSuchFileException | NoSuchElementException e) {
            throw new IllegalStateException("no jar in " + target + "; run: mvn verify", e);
        }
    }

    private static Attributes headers(Path jar) throws IOException {
        try (JarFile file = new JarFile(jar.toFile())) {
            return file.getManifest().getMainAttributes();
        }
    }
}
