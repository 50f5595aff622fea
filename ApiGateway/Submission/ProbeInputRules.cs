using System.Text.Json;
using Platform.ApiGateway.Problems;
using Platform.Contracts.Jobs;
using Platform.Contracts.PublicApi;

namespace Platform.ApiGateway.Submission;

/// <summary>Validates the inputs of kind <c>probe</c>, which are empty.</summary>
internal sealed class ProbeInputRules : IInputRules
{
    public string Kind => JobKinds.Probe;

    public bool LooksUp => false;

    public object? Read(JsonElement? input, string path, FieldErrors errors)
    {
        if (input is not { } element)
        {
            return null;
        }

        if (element.ValueKind != JsonValueKind.Object)
        {
            errors.AddMalformed(path, FieldError.Of(FieldRules.Type, "An object, or left out."));
            return null;
        }

        foreach (var property in element.EnumerateObject())
        {
            errors.AddMalformed(path + "." + property.Name, FieldError.UnknownField);
        }

        return null;
    }

    public ValueTask<ValidJob> LookUpAsync(ValidJob job, InputLookUp where, CancellationToken cancellationToken) => ValueTask.FromResult(job);
}
