using Platform.ApiGateway.CaptionSettings;

namespace Platform.ApiGateway.Submission;

/// <summary>Fills in the account's defaults for captions jobs.</summary>
internal sealed class JobDefaults(AccountCaptionStore settings)
{
    public async ValueTask<ValidJob> FillAsync(ValidJob job, Guid owner, CancellationToken cancellationToken) => job.Captions is { } asked
        ? job with { Filled = CaptionDefaults.Fill(asked, (await settings.FindAsync(owner, cancellationToken)).Settings) }
        : job;

    /// <summary>Fills in the defaults of a batch, with one look-up of the account.</summary>
    public async ValueTask FillAsync(ValidJob?[] jobs, Guid owner, CancellationToken cancellationToken)
    {
        if (!Array.Exists(jobs, static job => job is { Captions: not null }))
        {
            return;
        }

        var own = (await settings.FindAsync(owner, cancellationToken)).Settings;
        for (var i = 0; i < jobs.Length; i++)
        {
            if (jobs[i] is { Captions: { } asked } job)
            {
                jobs[i] = job with { Filled = CaptionDefaults.Fill(asked, own) };
            }
        }
    }
}
