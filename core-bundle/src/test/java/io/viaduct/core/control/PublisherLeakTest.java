package io.viaduct.core.control;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.viaduct.api.reactor.Owner;
import io.viaduct.api.rpc.RpcMethod;
import io.viaduct.api.rpc.RpcMethods;
import io.viaduct.api.rpc.RpcParam;
import io.viaduct.api.rpc.RpcState;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.util.List;
import java.util.Map;

/** Nothing of a publisher's class loader stays when it is removed. */
class PublisherLeakTest {
    private static final int COLLECTIONS_MAX = 20;

    /** What a bundle would publish. */
    public static final class Publisher implements RpcMethods {
        /** Parameters. */
        public static class Params {
            @RpcParam("Colour")
            public Colour colour;

            @RpcParam("Inner")
            public List<Params> inner;
        }

        /** A type of its own. */
        public enum Colour {
            RED
        }

        @RpcMethod(value = "leak", description = "d", states = RpcState.STARTUP)
        public List<Params> echo(Params p) {
            return List.of(p);
        }
    }

    /** Loads the publisher anew, as a bundle that is installed again would. */
    private static final class BundleLoader extends ClassLoader {
        BundleLoader() {
            super(PublisherLeakTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.startsWith(Publisher.class.getName())) {
                return super.loadClass(name, resolve);
            }
            synchronized (this) {
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? define(name) : loaded;
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            String resource = name.replace('.', '/') + ".class";
            try (InputStream in = getParent().getResourceAsStream(resource)) {
                byte[] bytes = in.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    @Test
    void shouldLetThePublishersClassLoaderGo() throws Exception {
        try (ControlStrand strand = new ControlStrand()) {
            var registry = new MethodRegistry(strand, new DesiredState());
            WeakReference<ClassLoader> loader = publishCallAndRemove(strand, registry);
            for (int i = 0; i < COLLECTIONS_MAX && loader.get() != null; i++) {
                System.gc();
            }
            assertNull(loader.get());
        }
    }

    private static WeakReference<ClassLoader> publishCallAndRemove(
            ControlStrand strand, MethodRegistry registry) throws Exception {
        ClassLoader loader = new BundleLoader();
        var publisher =
                (RpcMethods)
                        loader.loadClass(Publisher.class.getName())
                                .getDeclaredConstructor()
                                .newInstance();
        strand.submit(
                        () -> {
                            registry.add(new Owner(1, "leak"), publisher);
                            return null;
                        })
                .join();
        Map<String, Object> params = Map.of("colour", "RED", "inner", List.of());
        assertEquals(List.of(params), registry.call("leak", params));
        strand.submit(
                        () -> {
                            registry.remove(publisher);
                            return null;
                        })
                .join();
        return new WeakReference<>(loader);
    }
}
