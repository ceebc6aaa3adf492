package io.viaduct.linux.engine;

import io.viaduct.api.reactor.Owner;

import java.util.ArrayList;
import java.util.List;

/**
 * The accounts of an engine's owners. There are few owners at a time, so they are looked through;
 * an account that is not needed any more serves the next new owner.
 */
final class OwnerLedger {
    private final List<OwnerAccount> accounts = new ArrayList<>();
    private OwnerAccount latest = new OwnerAccount();
    private int draining;

    OwnerLedger() {
        accounts.add(latest);
    }

    /** The owner's account, made if need be. */
    OwnerAccount account(Owner owner) {
        if (latest.ownerId == owner.id()) {
            return latest;
        }
        OwnerAccount account = find(owner.id());
        if (account == null) {
            account = unused();
            account.ownerId = owner.id();
        }
        latest = account;
        return account;
    }

    int inFlight(Owner owner) {
        OwnerAccount account = find(owner.id());
        return account == null ? 0 : account.inFlight;
    }

    void drain(OwnerAccount account, Runnable done) {
        draining++;
        account.drains.add(done);
    }

    /** Whether a drain is done and its owner has not been told. */
    boolean drained() {
        if (draining > 0) {
            for (int i = 0; i < accounts.size(); i++) {
                OwnerAccount account = accounts.get(i);
                if (account.draining() && account.inFlight == 0) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Tells every owner whose drain is done. */
    void runDrained() {
        for (int i = 0; draining > 0 && i < accounts.size(); i++) {
            OwnerAccount account = accounts.get(i);
            while (account.draining() && account.inFlight == 0) {
                draining--;
                account.drains.removeFirst().run();
            }
        }
    }

    private OwnerAccount find(int ownerId) {
        for (int i = 0; i < accounts.size(); i++) {
            if (accounts.get(i).ownerId == ownerId) {
                return accounts.get(i);
            }
        }
        return null;
    }

    private OwnerAccount unused() {
        for (int i = 0; i < accounts.size(); i++) {
            if (accounts.get(i).idle()) {
                return accounts.get(i);
            }
        }
        OwnerAccount account = new OwnerAccount();
        accounts.add(account);
        return account;
    }
}
