/** What a browser or a monitoring system asks for over HTTP. */
package io.viaduct.web;
