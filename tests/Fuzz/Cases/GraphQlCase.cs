using System.Text;
using Platform.Fuzz.Drafts;
using Platform.Fuzz.Inputs;
using Platform.Fuzz.World;

namespace Platform.Fuzz.Cases;

/// <summary>Represents a GraphQL request.</summary>
/// <param name="api">The address of the gateway.</param>
/// <param name="name">The field, or the form of a document.</param>
/// <param name="what">The error in the request.</param>
/// <param name="make">Creates the document, and the variables as JSON or null.</param>
internal sealed class GraphQlCase(Uri api, string name, string what, Func<FuzzAccount, Dice, (Text Query, JsonPart? Variables)> make) : FuzzCase("GraphQL " + name, what)
{
    private const int MaxAddressLength = 6_000;

    public override Task<Prepared> PrepareAsync(Scene scene, int lane, Dice dice, CancellationToken cancellationToken)
    {
        var caller = dice.OneIn(6) ? scene.Operator ?? scene.Callers[lane] : scene.Callers[lane];
        var (query, variables) = make(scene.Callers[lane], dice);
        var byGet = dice.OneIn(4) && query.Bytes.Length < MaxAddressLength;
        var draft = new Draft(api, byGet ? "GET" : "POST", dice.OneIn(2) ? "/graphql" : "/api/v1/graphql");
        draft.Header("Authorization", "Bearer " + caller.Token);
        if (dice.OneIn(3))
        {
            draft.Header("Accept", "application/graphql-response+json");
        }

        if (byGet)
        {
            draft.Slots.Add(new Slot(Place.Query, "query", query));
            if (variables is not null)
            {
                draft.Slots.Add(new Slot(Place.Query, "variables", Text.Raw(variables.ToBytes())));
            }
        }
        else
        {
            draft.MediaType = "application/json";
            draft.Json = new JsonFields([new JsonField("query", new JsonText(query, escaped: dice.OneIn(2)))]);
            if (variables is not null)
            {
                ((JsonFields)draft.Json).Set("variables", variables);
            }
        }

        return Task.FromResult(new Prepared(draft.ToWire(), Surface.GraphQl));
    }

    /// <summary>Creates a document around a literal of any bytes.</summary>
    public static Text Around(string before, byte[] literal, string after) => Text.Raw([.. Encoding.UTF8.GetBytes(before), .. literal, .. Encoding.UTF8.GetBytes(after)]);
}
