package dev.apirouter.authz.request;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What a Check says about the HTTP request that it is about, and nothing more: the pipeline reads
 * no other part of the request.
 *
 * @param operationId id of the operation that Envoy's matched route names, e.g. {@code
 *     commercial:GetOrder}; empty when the route names none
 * @param method HTTP method as sent
 * @param path path as Envoy normalised it, with the query; still percent-encoded
 * @param authorization every value of the header {@code authorization}, in order
 * @param accessToken every value of the header {@code x-amzn-oidc-accesstoken}, in order
 * @param requestId value of {@code x-request-id}; empty when there is none
 */
public record RequestFacts(
    String operationId,
    String method,
    String path,
    List<String> authorization,
    List<String> accessToken,
    String requestId) {
  public RequestFacts {
    requireNonNull(operationId, "operationId");
    requireNonNull(method, "method");
    requireNonNull(path, "path");
    authorization = List.copyOf(authorization);
    accessToken = List.copyOf(accessToken);
    requireNonNull(requestId, "requestId");
  }
}
