package dev.apirouter.avplocal.operation;

import dev.apirouter.avplocal.protocol.Operation;
import dev.apirouter.avplocal.store.PolicyStores;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;

/** The operations that there are, by name. */
public final class Operations {
  private Operations() {}

  /** All of them, on these stores. */
  public static Map<String, Operation> on(PolicyStores stores, Clock clock) {
    AuthorizationOperations authorization = new AuthorizationOperations(stores);
    PolicyOperations policies = new PolicyOperations(stores);
    TemplateOperations templates = new TemplateOperations(stores);
    StoreOperations storeOperations = new StoreOperations(stores);
    Map<String, Operation> all = new LinkedHashMap<>();
    all.put("IsAuthorized", authorization::isAuthorized);
    all.put("BatchIsAuthorized", authorization::batchIsAuthorized);
    all.put("ListPolicyStores", storeOperations::list);
    all.put("GetPolicyStore", storeOperations::get);
    all.put("CreatePolicyStore", storeOperations::create);
    all.put("DeletePolicyStore", storeOperations::delete);
    all.put("GetSchema", storeOperations::getSchema);
    all.put("PutSchema", storeOperations::putSchema);
    all.put("ListPolicies", policies::list);
    all.put("GetPolicy", policies::get);
    all.put("BatchGetPolicy", policies::batchGet);
    all.put("CreatePolicy", policies::create);
    all.put("UpdatePolicy", policies::update);
    all.put("DeletePolicy", policies::delete);
    all.put("ListPolicyTemplates", templates::list);
    all.put("GetPolicyTemplate", templates::get);
    all.put("CreatePolicyTemplate", templates::create);
    all.put("UpdatePolicyTemplate", templates::update);
    all.put("DeletePolicyTemplate", templates::delete);
    ClientTokens tokens = new ClientTokens(clock);
    for (String creating :
        new String[] {"CreatePolicyStore", "CreatePolicy", "CreatePolicyTemplate"}) {
      all.computeIfPresent(creating, tokens::idempotent);
    }
    return Map.copyOf(all);
  }
}
