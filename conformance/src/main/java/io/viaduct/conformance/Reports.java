package io.viaduct.conformance;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Stream;

import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** Which tests have passed, as the reports of Surefire in a module's {@code target} tell it. */
public final class Reports {
    private static final Set<String> NOT_PASSED = Set.of("failure", "error", "skipped");

    private final Set<String> passed = new HashSet<>();
    private final Set<String> failed = new HashSet<>();

    private Reports() {}

    /** The reports of a module; none where its tests have not run. */
    public static Reports of(Path module) throws IOException {
        Reports reports = new Reports();
        Path folder = module.resolve("target/surefire-reports");
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.filter(Reports::isReport).toList()) {
                    reports.read(file);
                }
            }
        }
        return reports;
    }

    /** Whether a test has passed each time it ran, and has run. */
    public boolean passed(Proof proof) {
        String test = proof.testClass() + "." + proof.method();
        return passed.contains(test) && !failed.contains(test);
    }

    private static boolean isReport(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith("TEST-") && name.endsWith(".xml");
    }

    private void read(Path file) throws IOException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        try (InputStream in = Files.newInputStream(file)) {
            XMLStreamReader xml = factory.createXMLStreamReader(in);
            String test = null;
            while (xml.hasNext()) {
                if (xml.next() != XMLStreamConstants.START_ELEMENT) {
                    continue;
                }
                if (xml.getLocalName().equals("testcase")) {
                    String method = method(xml.getAttributeValue(null, "name"));
                    test = xml.getAttributeValue(null, "classname") + "." + method;
                    passed.add(test);
                } else if (NOT_PASSED.contains(xml.getLocalName())) {
                    failed.add(test);
                }
            }
        } catch (XMLStreamException e) {
            throw new IOException(file + ": " + e.getMessage(), e);
        }
    }

    /** The method of a test case, whose name may go on with parameters and a number. */
    private static String method(String name) {
        int end = 0;
        while (end < name.length() && Character.isJavaIdentifierPart(name.charAt(end))) {
            end++;
        }
        return name.substring(0, end);
    }
}
