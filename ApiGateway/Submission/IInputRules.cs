using System.Text.Json;
using Platform.ApiGateway.Problems;

namespace Platform.ApiGateway.Submission;

/// <summary>Validates the inputs of one kind of jobs. All implementations together are the kinds that can be submitted.</summary>
internal interface IInputRules
{
    /// <summary>Gets the name of the kind.</summary>
    string Kind { get; }

    /// <summary>Gets whether <see cref="LookUpAsync"/> has anything to do.</summary>
    bool LooksUp { get; }

    /// <summary>Reads an input, and checks what can be checked at once.</summary>
    /// <param name="input">The input; null if it was left out.</param>
    /// <param name="path">The path of the input in the body.</param>
    /// <param name="errors">Receives the errors.</param>
    /// <returns>The input, of a type that <see cref="JobInputWriter"/> writes; null for an empty or an invalid one.</returns>
    object? Read(JsonElement? input, string path, FieldErrors errors);

    /// <summary>Checks what an input refers to.</summary>
    /// <param name="job">The job, with an input that was read.</param>
    /// <param name="where">Whose it is, and where errors belong.</param>
    /// <param name="cancellationToken">Cancels the check.</param>
    /// <returns>The job, with what was found out about its input.</returns>
    ValueTask<ValidJob> LookUpAsync(ValidJob job, InputLookUp where, CancellationToken cancellationToken);
}

/// <summary>Holds what is needed to look up what an input refers to.</summary>
/// <param name="Owner">The owner of the job.</param>
/// <param name="Path">The path of the input in the body, with a trailing dot.</param>
/// <param name="Errors">Receives the errors.</param>
/// <param name="Hosts">Resolves the names of hosts.</param>
internal sealed record InputLookUp(Guid Owner, string Path, FieldErrors Errors, RequestNames Hosts);
