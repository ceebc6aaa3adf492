package io.viaduct.shell;

import org.apache.felix.service.command.CommandProcessor;
import org.apache.felix.service.command.CommandSession;
import org.apache.felix.service.command.Converter;
import org.apache.felix.service.command.Job;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;

/**
 * A client of the shell socket. One thread reads lines, one runs them: so the reader notices when
 * the client leaves, and interrupts the command that then runs for nobody.
 */
final class ShellSession {
    /** Bytes of a command; a longer one ends the session. */
    static final int LINE_BYTES_MAX = 64 * 1024;

    /** Commands sent ahead; then the rest stays in the socket. */
    private static final int LINES_AHEAD_MAX = 16;

    private static final int READ_BYTES = 4096;

    /** What gogo says when a word is to be a bundle and is none. */
    private static final String NO_BUNDLE = "Cannot coerce \\w+\\(.*Token\\) to any of .*Bundle.*";

    private static final System.Logger LOG = System.getLogger(ShellSession.class.getName());

    private final SocketChannel channel;
    private final CommandProcessor processor;
    private final Consumer<ShellSession> ended;
    private final Frames frames;
    private final PrintStream error;
    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>(LINES_AHEAD_MAX);
    private final Thread reader =
            Thread.ofVirtual().name("viaduct-shell-read").unstarted(this::read);

    /** gogo's threads inherit from this one, hence no virtual thread. */
    private final Thread runner =
            Thread.ofPlatform().daemon().name("viaduct-shell").unstarted(this::run);

    private volatile CommandSession session;

    ShellSession(SocketChannel channel, CommandProcessor processor, Consumer<ShellSession> ended) {
        this.channel = channel;
        this.processor = processor;
        this.ended = ended;
        this.frames = new Frames(channel);
        this.error = new PrintStream(frames.error(), false, StandardCharsets.UTF_8);
    }

    void start() {
        runner.start();
        reader.start();
    }

    /** Tells the client why it is not served, and ends. */
    void refuse(String why) {
        try {
            error.println(why);
            frames.status(1);
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "shell client gone: {0}", e.getMessage());
        } finally {
            close();
        }
    }

    /** Ends the session, also if a command runs. */
    void close() {
        try {
            channel.close();
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "shell connection: {0}", e.getMessage());
        }
        interruptCommand();
        runner.interrupt();
    }

    private void interruptCommand() {
        CommandSession running = session;
        Job job = running == null ? null : running.foregroundJob();
        if (job != null) {
            job.interrupt();
        }
    }

    private void read() {
        var line = new ByteArrayOutputStream();
        var bytes = ByteBuffer.allocate(READ_BYTES);
        try {
            while (channel.read(bytes.clear()) >= 0) {
                split(bytes.flip(), line);
            }
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "shell client gone: {0}", e.getMessage());
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "shell session ends");
        } finally {
            close();
        }
    }

    private void split(ByteBuffer bytes, ByteArrayOutputStream line)
            throws IOException, InterruptedException {
        while (bytes.hasRemaining()) {
            byte next = bytes.get();
            if (next == '\n') {
                lines.put(line.toString(StandardCharsets.UTF_8));
                line.reset();
            } else if (line.size() == LINE_BYTES_MAX) {
                throw new IOException("a command of more than " + LINE_BYTES_MAX + " bytes");
            } else {
                line.write(next);
            }
        }
    }

    private void run() {
        try (CommandSession own =
                processor.createSession(
                        InputStream.nullInputStream(), frames.out(), frames.error())) {
            // So that help is ours; other names are found in every scope.
            own.put("SCOPE", "viaduct:*");
            session = own;
            while (channel.isOpen()) {
                frames.status(execute(own, lines.take()));
            }
        } catch (InterruptedException e) {
            LOG.log(Level.DEBUG, "shell session ends");
        } catch (IOException e) {
            LOG.log(Level.DEBUG, "shell client gone: {0}", e.getMessage());
        } finally {
            close();
            reader.interrupt();
            ended.accept(this);
        }
    }

    /** Runs a command: whatever it throws, the session goes on. */
    private int execute(CommandSession own, String line) throws InterruptedException {
        try {
            Object result = own.execute(line);
            if (result != null) {
                own.getConsole().println(own.format(result, Converter.INSPECT));
            }
            return 0;
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            error.println(e instanceof CommandException ? e.getMessage() : describe(e));
            return 1;
        } finally {
            own.getConsole().flush();
            error.flush();
        }
    }

    private static String describe(Exception e) {
        if (String.valueOf(e.getMessage()).matches(NO_BUNDLE)) {
            return "there is no such bundle; felix:lb lists them with their numbers";
        }
        return e.getMessage() == null ? e.getClass().getName() : e.getMessage();
    }
}
