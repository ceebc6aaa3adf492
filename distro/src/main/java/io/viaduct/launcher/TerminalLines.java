package io.viaduct.launcher;

import org.jline.reader.Candidate;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.ParsedLine;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

import java.io.IOException;
import java.util.List;
import java.util.function.Function;

/**
 * The lines that a person types: with editing, history, and the Tab key, which asks the platform.
 * Ctrl-C drops the line, or ends the command that runs. One thread.
 */
final class TerminalLines implements ShellClient.Typist {
    private static final String PROMPT = "viaduct> ";

    private final LineReader reader;
    private volatile Function<String, List<String>> candidates = line -> List.of();
    private volatile Runnable interrupt = () -> {};

    /**
     * Takes the terminal, until the process ends.
     *
     * @throws Refusal when it cannot be had
     */
    TerminalLines() throws Refusal {
        // gogo's words: what jline would take for quotation and escape is gogo's to judge.
        var parser = new DefaultParser();
        parser.setEscapeChars(new char[0]);
        parser.setEofOnUnclosedQuote(false);
        parser.setQuoteChars(new char[0]);
        try {
            Terminal terminal = TerminalBuilder.builder().system(true).nativeSignals(true).build();
            terminal.handle(Terminal.Signal.INT, signal -> interrupt.run());
            reader =
                    LineReaderBuilder.builder()
                            .terminal(terminal)
                            .parser(parser)
                            .completer((line, parsed, all) -> complete(parsed, all))
                            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                            .build();
        } catch (IOException e) {
            throw new Refusal("the terminal cannot be used: " + e.getMessage());
        }
    }

    @Override
    public void attend(Function<String, List<String>> whom, Runnable ending) {
        candidates = whom;
        interrupt = ending;
    }

    @Override
    public String next() {
        while (true) {
            try {
                return reader.readLine(PROMPT);
            } catch (UserInterruptException e) {
                // The line is dropped.
                continue;
            } catch (EndOfFileException e) {
                return null;
            }
        }
    }

    private void complete(ParsedLine line, List<Candidate> all) {
        for (String one : candidates.apply(line.line().substring(0, line.cursor()))) {
            // No space behind what goes on, such as NAME=.
            boolean whole = !one.endsWith("=");
            all.add(new Candidate(one, one, null, null, null, null, whole));
        }
    }
}
