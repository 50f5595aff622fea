using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Platform.ApiGateway.Json;
using Platform.ApiGateway.Problems;

namespace Platform.ApiGateway.Submission;

/// <summary>Reads the inputs of jobs, which are any JSON in a request.</summary>
internal static class InputJson
{
    /// <summary>Reads an input; null if it is invalid.</summary>
    /// <typeparam name="T">The type of the input.</typeparam>
    /// <param name="input">The input; null if it was left out.</param>
    /// <param name="type">How the input is read.</param>
    /// <param name="needed">The error of an input that is left out, or is no object.</param>
    /// <param name="path">The path of the input in the body.</param>
    /// <param name="errors">Receives the errors.</param>
    /// <param name="better">Returns a better error of a field than that of its type; null for none.</param>
    public static T? Read<T>(
        JsonElement? input, JsonTypeInfo<T> type, FieldError needed, string path, FieldErrors errors, Func<string, FieldError?>? better = null)
        where T : class
    {
        if (input is not { } given)
        {
            errors.Add(path, needed);
            return null;
        }

        if (given.ValueKind != JsonValueKind.Object)
        {
            errors.AddMalformed(path, needed);
            return null;
        }

        try
        {
            return given.Deserialize(type);
        }
        catch (JsonException exception)
        {
            // The path of an error within the input is relative to it.
            foreach (var (field, faults) in JsonFaults.ToProblem(exception).Errors!)
            {
                foreach (var fault in faults)
                {
                    errors.AddMalformed(field == "$" ? path : path + "." + field, better?.Invoke(field) ?? fault);
                }
            }

            return null;
        }
    }
}
