using Platform.Fuzz.Document;
using Platform.Fuzz.Drafts;
using Platform.Fuzz.Mutations;
using Platform.Fuzz.World;

namespace Platform.Fuzz.Cases;

/// <summary>Creates all requests to the API: every operation with every error that can be in it.</summary>
internal static class ApiCases
{
    /// <summary>Creates the requests by operation, the valid ones first.</summary>
    public static IReadOnlyList<IReadOnlyList<ApiCase>> Of(ApiDocument document, Uri api)
    {
        var all = new List<IReadOnlyList<ApiCase>>();
        foreach (var family in document.Operations.GroupBy(operation => operation.Family))
        {
            ApiOperation[] operations = [.. family];
            var cases = new List<ApiCase>();
            for (var variant = 0; variant < ApiDrafts.Variants(operations[0]); variant++)
            {
                cases.Add(new ApiCase(api, operations, variant, null, null, null));
                foreach (var spot in SpotsOf(operations[0], variant, api))
                {
                    cases.AddRange(SpotMutations.For(spot).Select(mutation => new ApiCase(api, operations, variant, spot, mutation, null)));
                }
            }

            cases.AddRange(RequestMutations.All.Select(mutation => new ApiCase(api, operations, 0, null, null, mutation)));
            all.Add(cases);
        }

        return all;
    }

    private static IEnumerable<Spot> SpotsOf(ApiOperation operation, int variant, Uri api)
    {
        var draft = ApiDrafts.Make(operation, variant, api, Supply.Dry, withKey: false);
        draft.Slots.AddRange(ApiDrafts.Optional(operation, draft).Select(parameter => ApiDrafts.SlotOf(parameter, Supply.Dry)));

        // Credentials are not mutated as parameters; every operation has cases of their own for them.
        draft.Slots.RemoveAll(slot => slot.Name is "Authorization" or "X-Api-Key");
        return Spot.In(draft);
    }
}
