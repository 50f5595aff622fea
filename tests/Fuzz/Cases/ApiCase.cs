using Platform.Fuzz.Document;
using Platform.Fuzz.Drafts;
using Platform.Fuzz.Inputs;
using Platform.Fuzz.Mutations;
using Platform.Fuzz.Oracle;
using Platform.Fuzz.World;

namespace Platform.Fuzz.Cases;

/// <summary>Represents a request to the API with at most one error.</summary>
/// <param name="api">The address of the gateway.</param>
/// <param name="operations">The operation, by each of its paths.</param>
/// <param name="variant">Which of the valid bodies it starts from.</param>
/// <param name="spot">The place of the error; null for a valid request, or one with an error in the request as a whole.</param>
/// <param name="mutation">The error at that place.</param>
/// <param name="whole">The error in the request as a whole.</param>
internal sealed class ApiCase(Uri api, IReadOnlyList<ApiOperation> operations, int variant, Spot? spot, Mutation? mutation, RequestMutation? whole)
    : FuzzCase(operations[0].Family, spot is not null ? $"{spot}, {mutation!.Name}" : whole?.Name ?? "right")
{
    private const int WithoutThis = 2;

    public override bool IsRight => spot is null && whole is null;

    public override bool HasBody => operations[0].Method is "POST" or "PUT" or "PATCH";

    public override async Task<Prepared> PrepareAsync(Scene scene, int lane, Dice dice, CancellationToken cancellationToken)
    {
        var operation = dice.Pick(operations);
        var withKey = dice.OneIn(2);
        var asOperator = dice.OneIn(10);
        var asAnybody = dice.OneIn(4) && !IsRight;
        var supply = await Supplies.ForAsync(operation, scene, lane, cancellationToken);
        var caller = operation.IsForOperators && asAnybody ? scene.Callers[lane] : asOperator && supply.Caller == scene.Callers[lane] ? scene.Operator ?? supply.Caller : supply.Caller;
        var draft = ApiDrafts.Make(operation, variant, api, supply with { Caller = caller }, withKey);
        foreach (var parameter in ApiDrafts.Optional(operation, draft))
        {
            // A valid request has some of the optional parameters; an invalid one has only the one with the error.
            if (spot is null ? dice.OneIn(WithoutThis) && !IsRisky(parameter) : spot.Place is not null && parameter.Name == (string)spot.Path[0])
            {
                draft.Slots.Add(ApiDrafts.SlotOf(parameter, supply));
            }
        }

        if (spot is not null)
        {
            mutation!.Apply(new SpotTarget(draft, spot), dice);
        }

        whole?.Apply(draft, dice);
        var readBack = new ReadBack(scene, caller, operation, draft);
        return new Prepared(draft.ToWire(), operation.Family.StartsWith("GraphQl", StringComparison.Ordinal) ? Surface.GraphQl : Surface.Api)
        {
            ReadBack = readBack.CheckAsync,
            Answered = async (answer, token) =>
            {
                if (supply.Values.ContainsKey("refresh_token"))
                {
                    scene.Used(lane, answer.IsSuccess);
                }
                else if (caller is not null && answer.Status == 201 && operation.Family is "CreateQueue" or "CreateUpload" or "CreateLink" or "CreateComment" or "InviteEditor" && answer.Header("Location") is { } location)
                {
                    await scene.Temporary.AddAsync(caller, location, token);
                }
            },
        };
    }

    /// <summary>Returns whether a parameter is valid only in combination with something else.</summary>
    private static bool IsRisky(ApiParameter parameter) => parameter.Name is "cursor" or "owner_id" or "Upload-Checksum" or "If-None-Match" or "receipt";
}
