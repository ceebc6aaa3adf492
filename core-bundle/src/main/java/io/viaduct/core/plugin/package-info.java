/**
 * Plug-ins: bundles that are spans, brought by {@code plugins/}, by {@code deploy/} or by the
 * distribution, in this order. One copy of a symbolic name runs; another takes its place while both
 * are active. All of it happens on one thread of its own, which asks the framework thread for what
 * the framework has to do, so that neither the control strand nor a lock is ever waited with.
 */
package io.viaduct.core.plugin;
