using Platform.ServiceDefaults.Dependencies;
using Platform.ServiceDefaults.InternalCalls;

namespace Platform.ApiGateway.JobManagement;

internal static class JobManagementExtensions
{
    public static IHostApplicationBuilder AddJobManagement(this IHostApplicationBuilder builder)
    {
        builder.AddInternalCalls();
        builder.AddServiceClient<JobManagerClient>(JobManagerClient.Name).WithInternalKey();
        return builder;
    }
}
