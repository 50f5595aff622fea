using Microsoft.AspNetCore.Diagnostics;

namespace Platform.Frontend.Shell;

/// <summary>Answers failed requests of programs with problem details; people get the error page.</summary>
internal sealed class ProblemDetailsHandler : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (Refusals.WantsPage(httpContext.Request))
        {
            return false;
        }

        await Refusals.WriteProblemAsync(httpContext);
        return true;
    }
}
