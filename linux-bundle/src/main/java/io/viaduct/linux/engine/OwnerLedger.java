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
    private OwnerAccount latest;
    private int draining;

    /** The owner's account, made if need be. */
    OwnerAccount account(Owner owner) {
        if (latest == null || !latest.belongsTo(owner)) {
            OwnerAccount account = find(owner);
            latest = account == null ? open(owner) : account;
        }
        return latest;
    }

    int inFlight(Owner owner) {
        OwnerAccount account = find(owner);
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

    private OwnerAccount find(Owner owner) {
        for (int i = 0; i < accounts.size(); i++) {
            if (accounts.get(i).belongsTo(owner)) {
                return accounts.get(i);
            }
        }
        return null;
    }

    private OwnerAccount open(Owner owner) {
        for (int i = 0; i < accounts.size(); i++) {
            OwnerAccount account = accounts.get(i);
            if (account.idle()) {
                account.owner = owner;
                return account;
            }
        }
        OwnerAccount account = new OwnerAccount(owner);
        accounts.add(account);
        return account;
    }
}
