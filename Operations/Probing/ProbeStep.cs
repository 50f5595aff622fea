namespace Platform.Operations.Probing;

/// <summary>Lists the steps of a round, in their order.</summary>
internal enum ProbeStep
{
    /// <summary>Signs in, and creates the account if there is none.</summary>
    SignIn,

    /// <summary>Uploads the recording.</summary>
    Upload,

    /// <summary>Submits the job.</summary>
    Submit,

    /// <summary>Waits until the job has succeeded.</summary>
    Wait,

    /// <summary>Downloads the captions.</summary>
    Download,

    /// <summary>Deletes job and upload, also those that earlier rounds left, and signs out.</summary>
    Delete,
}
