package io.viaduct.transport.tcp;

import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.util.logging.Level;
import java.util.logging.Logger;

/** Keeps what the transport says of hostile hosts to itself: it would be all a build prints. */
final class QuietTransport implements BeforeAllCallback, AfterAllCallback {
    private static final Logger COMPLAINTS = Logger.getLogger(TcpPollGroup.class.getName());

    @Override
    public void beforeAll(ExtensionContext context) {
        COMPLAINTS.setLevel(Level.OFF);
    }

    @Override
    public void afterAll(ExtensionContext context) {
        COMPLAINTS.setLevel(null);
    }
}
