package dev.apirouter.authz.extauthz;

import dev.apirouter.authz.request.RequestFacts;
import io.envoyproxy.envoy.config.core.v3.HeaderValue;
import io.envoyproxy.envoy.service.auth.v3.AttributeContext;
import io.envoyproxy.envoy.service.auth.v3.CheckRequest;
import java.util.ArrayList;
import java.util.List;

/** Reads a {@link CheckRequest} into {@link RequestFacts}; any message gives facts. */
final class CheckRequests {
  /** Key of the route's context extension that names the operation. */
  static final String OPERATION = "operation";

  private static final String AUTHORIZATION = "authorization";
  private static final String ACCESS_TOKEN = "x-amzn-oidc-accesstoken";
  private static final String REQUEST_ID = "x-request-id";

  private CheckRequests() {}

  /**
   * The facts of a check. Both forms in which Envoy sends headers are read: {@code header_map}
   * (encode_raw_headers), which keeps repeated headers apart, and {@code headers}, which joins them
   * by commas.
   */
  static RequestFacts facts(CheckRequest check) {
    AttributeContext attributes = check.getAttributes();
    AttributeContext.HttpRequest http = attributes.getRequest().getHttp();
    List<String> requestIds = values(http, REQUEST_ID);
    return new RequestFacts(
        attributes.getContextExtensionsOrDefault(OPERATION, ""),
        http.getMethod(),
        http.getPath(),
        values(http, AUTHORIZATION),
        values(http, ACCESS_TOKEN),
        requestIds.isEmpty() ? "" : requestIds.getFirst());
  }

  private static List<String> values(AttributeContext.HttpRequest http, String name) {
    List<String> values = new ArrayList<>(1);
    for (HeaderValue header : http.getHeaderMap().getHeadersList()) {
      if (header.getKey().equalsIgnoreCase(name)) {
        values.add(
            header.getRawValue().isEmpty()
                ? header.getValue()
                : header.getRawValue().toStringUtf8());
      }
    }
    http.getHeadersMap()
        .forEach((key, value) -> {
          if (key.equalsIgnoreCase(name)) {
            values.add(value);
          }
        });
    return values;
  }
}
