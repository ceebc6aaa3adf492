package io.viaduct.core.bdev;

import io.viaduct.api.bdev.Bdev;
import io.viaduct.api.bdev.BdevRegistration.Departure;
import io.viaduct.api.reactor.Owner;
import io.viaduct.api.reactor.Reactor;
import io.viaduct.api.reactor.Timer;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Who waits for a device of some name to appear, each for a limited time. Control strand. */
final class Arrivals implements BdevListener {
    private final BdevStore store;
    private final Owner owner;
    private final List<Wait> waits = new ArrayList<>();

    private record Wait(String name, CompletableFuture<Boolean> there) {}

    Arrivals(BdevStore store, Owner owner) {
        this.store = store;
        this.owner = owner;
    }

    /** Completes on the strand: true once the device is there, false when the time is over. */
    CompletableFuture<Boolean> await(String name, long millis) {
        Wait wait = new Wait(name, new CompletableFuture<>());
        if (store.find(name) != null) {
            wait.there.complete(true);
        } else if (millis == 0 || !startTimer(wait, TimeUnit.MILLISECONDS.toNanos(millis))) {
            wait.there.complete(false);
        } else {
            waits.add(wait);
        }
        return wait.there;
    }

    // The time is a reactor's, because the strand has no clock of its own.
    private boolean startTimer(Wait wait, long nanos) {
        Reactor reactor = store.reactors().all().getFirst();
        return reactor.send(
                owner,
                () -> {
                    Timer[] timer = new Timer[1];
                    timer[0] = reactor.timer(owner, () -> end(timer[0], wait));
                    timer[0].arm(nanos);
                });
    }

    private void end(Timer timer, Wait wait) {
        timer.close();
        store.strand()
                .execute(
                        () -> {
                            if (waits.remove(wait)) {
                                wait.there.complete(false);
                            }
                        });
    }

    @Override
    public void registered(Bdev bdev, Owner by) {
        Iterator<Wait> each = waits.iterator();
        List<Wait> ended = new ArrayList<>();
        while (each.hasNext()) {
            Wait wait = each.next();
            if (bdev.equals(store.find(wait.name))) {
                each.remove();
                ended.add(wait);
            }
        }
        ended.forEach(wait -> wait.there.complete(true));
    }

    @Override
    public void departed(Bdev bdev, Departure cause) {
        // Nobody waits for that here.
    }
}
