using Npgsql;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;

namespace Altitude.Web.Hosting;

/// <summary>Traces and metrics for operators; sent where OTEL_EXPORTER_OTLP_ENDPOINT says, else nowhere.</summary>
public static class Telemetry
{
    public static void AddTelemetry(this IServiceCollection services, IConfiguration configuration)
    {
        var export = !string.IsNullOrWhiteSpace(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);
        services
            .AddOpenTelemetry()
            .WithMetrics(metrics =>
            {
                metrics
                    .AddAspNetCoreInstrumentation()
                    .AddHttpClientInstrumentation()
                    .AddRuntimeInstrumentation()
                    .AddMeter("Altitude", "Microsoft.AspNetCore.Components.Server.Circuits", "Npgsql");
                if (export)
                {
                    metrics.AddOtlpExporter();
                }
            })
            .WithTracing(traces =>
            {
                // Paths of setup links hold a secret, so they are not traced at all.
                traces.AddAspNetCoreInstrumentation(options => options.Filter = context => !context.Request.Path.StartsWithSegments("/start"));
                traces.AddNpgsql();
                if (export)
                {
                    traces.AddOtlpExporter();
                }
            });
    }
}
