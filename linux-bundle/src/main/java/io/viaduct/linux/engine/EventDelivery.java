package io.viaduct.linux.engine;

import io.viaduct.api.reactor.EngineHandler;
import io.viaduct.api.reactor.Owner;

/**
 * How a reactor has events given to handlers: it knows then that a sleep is over and whose code
 * runs, and it can catch what a handler throws. Engine thread.
 */
@FunctionalInterface
public interface EventDelivery {
    /** Calls the handler and nothing else. */
    EventDelivery DIRECT =
            (owner, handler, context, event, result, buffer, last) ->
                    handler.onEvent(context, event, result, buffer, last);

    /** Calls {@link EngineHandler#onEvent} of the operation of this owner. */
    void deliver(
            Owner owner,
            EngineHandler handler,
            long context,
            int event,
            int result,
            int buffer,
            boolean last);
}
