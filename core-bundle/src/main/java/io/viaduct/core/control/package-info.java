/**
 * The control side: one strand on which every change of the platform happens, the methods that can
 * be called on it, the desired state that they leave, and how a start goes.
 */
package io.viaduct.core.control;
