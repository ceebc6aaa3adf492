package io.viaduct.api.memory;

import org.osgi.annotation.versioning.ConsumerType;
import org.osgi.annotation.versioning.ProviderType;

/** Who wants to know of regions: verbs registrations, VFIO maps, fixed buffers, guest memory. */
@ProviderType
public interface MemoryMap {
    /** Adds a listener and tells it at once of every region there is. Control threads. */
    void add(Listener listener);

    /** Removes a listener; it hears nothing after the call has returned. Control threads. */
    void remove(Listener listener);

    /** Called on the control thread that adds, allocates or frees; one call at a time. */
    @ConsumerType
    interface Listener {
        /** A region can be used from now on. */
        void regionAdded(Region region);

        /** A region is about to go; registrations of it are given up before this returns. */
        void regionRemoved(Region region);
    }
}
