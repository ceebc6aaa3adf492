package io.viaduct.tidy;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ImportTree;
import com.sun.source.tree.MemberReferenceTree;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;

/** The rules that a source file is held to by itself: sizes, names, forbidden calls, marks. */
final class SourceRules extends TreeScanner<Void, Void> {
    private static final int FILE_LINES_MAX = 500;
    private static final int METHOD_LINES_MAX = 70;

    private static final Pattern EMPTY_NAME = Pattern.compile(".*(Manager|Helper|Utils?|Impl)");
    private static final Pattern MARK = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|XX" + "X)\\b");

    /** Forbidden call, and what to use instead. */
    private static final Map<String, String> FORBIDDEN =
            Map.of(
                    "System.out", "log through System.Logger",
                    "System.err", "log through System.Logger",
                    "System.nanoTime", "take the injected clock",
                    "System.currentTimeMillis", "take the injected clock",
                    "Thread.sleep", "wait for the event, or step a fake clock");

    private final SourcePositions positions;
    private final CompilationUnitTree unit;
    private final String file;
    private final List<Finding> findings = new ArrayList<>();

    private SourceRules(SourcePositions positions, CompilationUnitTree unit, String file) {
        this.positions = positions;
        this.unit = unit;
        this.file = file;
    }

    /** All findings of the whole tree, exemptions not taken off. */
    static List<Finding> findings(SourceTree tree) {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        var files = compiler.getStandardFileManager(null, null, null);
        var sources = tree.sources();
        if (sources.isEmpty()) {
            return List.of();
        }
        var task =
                (JavacTask)
                        compiler.getTask(
                                null,
                                files,
                                d -> {},
                                List.of("-proc:none"),
                                null,
                                files.getJavaFileObjectsFromPaths(sources));
        List<Finding> all = new ArrayList<>();
        try {
            for (CompilationUnitTree unit : task.parse()) {
                String name = tree.nameOf(java.nio.file.Path.of(unit.getSourceFile().toUri()));
                var rules = new SourceRules(Trees.instance(task).getSourcePositions(), unit, name);
                rules.scanText(unit.getSourceFile().getCharContent(true).toString());
                rules.scan(unit, null);
                all.addAll(rules.findings);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all;
    }

    private void scanText(String text) {
        List<String> lines = text.lines().toList();
        if (lines.size() > FILE_LINES_MAX) {
            add("file-length", 1, lines.size() + " lines, at most " + FILE_LINES_MAX);
        }
        for (int i = 0; i < lines.size(); i++) {
            if (MARK.matcher(lines.get(i)).find()) {
                add("mark", i + 1, "unfinished work; finish it or write it down elsewhere");
            }
        }
    }

    @Override
    public Void visitClass(ClassTree type, Void none) {
        if (EMPTY_NAME.matcher(type.getSimpleName()).matches()) {
            add("name", type, type.getSimpleName() + " says nothing; name what it is");
        }
        return super.visitClass(type, none);
    }

    @Override
    public Void visitMethod(MethodTree method, Void none) {
        long end = positions.getEndPosition(unit, method);
        long start = positions.getStartPosition(unit, method);
        if (start >= 0 && end >= 0) {
            long lines = lineAt(end) - lineAt(start) + 1;
            if (lines > METHOD_LINES_MAX) {
                String said = " has " + lines + " lines, at most " + METHOD_LINES_MAX;
                add("method-length", method, method.getName() + said);
            }
        }
        return super.visitMethod(method, none);
    }

    @Override
    public Void visitImport(ImportTree line, Void none) {
        String name = line.getQualifiedIdentifier().toString();
        if (line.isStatic() && name.startsWith("java.lang.")) {
            forbid(name.substring("java.lang.".length()), line);
        }
        return null;
    }

    @Override
    public Void visitMemberSelect(MemberSelectTree select, Void none) {
        forbid(select.getExpression() + "." + select.getIdentifier(), select);
        if (select.getIdentifier().contentEquals("address")
                && select.getExpression().toString().startsWith("Arena.ofAuto()")) {
            add("lost-memory", select, "nobody holds the segment: its memory may go at any time");
        }
        return super.visitMemberSelect(select, none);
    }

    @Override
    public Void visitMemberReference(MemberReferenceTree reference, Void none) {
        forbid(reference.getQualifierExpression() + "." + reference.getName(), reference);
        return super.visitMemberReference(reference, none);
    }

    private void forbid(String call, Tree at) {
        String instead = FORBIDDEN.get(call);
        if (instead != null) {
            add(call, at, instead);
        }
    }

    private void add(String rule, Tree at, String message) {
        add(rule, lineAt(positions.getStartPosition(unit, at)), message);
    }

    private void add(String rule, long line, String message) {
        findings.add(new Finding(rule, file, line, message));
    }

    private long lineAt(long position) {
        return unit.getLineMap().getLineNumber(position);
    }
}
