/**
 * Controllers: what a host has on its admin queue. A controller lives on the reactor of its admin
 * queue pair; what other reactors may touch of it is its {@link
 * io.viaduct.core.controller.Association}.
 */
package io.viaduct.core.controller;
