using Platform.ServiceDefaults.Refusals;

namespace Platform.Operations.Incidents;

/// <summary>Creates the exceptions for incidents that do not exist, or that cannot be changed as asked.</summary>
internal static class IncidentFaults
{
    /// <summary>Creates the exception for an incident that does not exist (404).</summary>
    public static InputException NoSuchIncident() => new(null, "There is no such incident.", StatusCodes.Status404NotFound, "not_found");

    /// <summary>Creates the exception for an incident that was merged into another (409).</summary>
    public static InputException Merged() => new(null, "The incident was merged into another: change that one.", StatusCodes.Status409Conflict, "conflict");

    /// <summary>Creates the exception for an incident that has changed since it was read (409, for which the gateway answers 412).</summary>
    public static InputException Outdated() =>
        new(null, "The incident was changed since it was read.", StatusCodes.Status409Conflict, "precondition_failed");
}
