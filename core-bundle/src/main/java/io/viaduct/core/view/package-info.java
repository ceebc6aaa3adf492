/**
 * What the control strand publishes and the reactors read: immutable pictures of the desired
 * subsystems. A reactor swaps to a new picture in one message and acknowledges when nothing of the
 * old one is in use there.
 */
package io.viaduct.core.view;
