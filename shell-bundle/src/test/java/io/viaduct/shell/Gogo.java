package io.viaduct.shell;

import org.apache.felix.gogo.runtime.CommandProcessorImpl;
import org.apache.felix.gogo.runtime.threadio.ThreadIOImpl;
import org.apache.felix.service.command.CommandSession;
import org.osgi.framework.Bundle;

import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** The real gogo, with our commands, without a framework. */
final class Gogo implements AutoCloseable {
    final FakeControlPlane control = new FakeControlPlane();
    final CommandProcessorImpl processor;
    final Map<String, Bundle> bundles = new HashMap<>();
    boolean stopped;

    private final ThreadIOImpl threadIo = new ThreadIOImpl();

    Gogo() {
        threadIo.start();
        processor = new CommandProcessorImpl(threadIo);
        for (Command command :
                CommandsComponent.commands(
                        control, new Bundles(bundles::get), "0.1.0.test", () -> stopped = true)) {
            processor.addCommand(command.scope(), command, command.name());
        }
    }

    /** What a line prints. */
    String run(String line) throws Exception {
        var out = new ByteArrayOutputStream();
        try (CommandSession session =
                processor.createSession(InputStream.nullInputStream(), out, out)) {
            session.execute(line);
            session.getConsole().flush();
        }
        return out.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        processor.stop();
        threadIo.stop();
    }
}
