using Microsoft.AspNetCore.Http.HttpResults;

namespace Altitude.Web.Email;

/// <summary>The demo's letter box as pages and as JSON. Outside the demo these addresses do not exist.</summary>
public static class DemoMail
{
    /// <summary>
    /// The mail's own document stands in a sandboxed frame of the page and inherits this: nothing runs and nothing is loaded but a company's logo, and mails need inline styles.
    /// </summary>
    private const string Profile =
        "default-src 'none'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

    public static void MapDemoMail(this WebApplication app)
    {
        if (!app.Environment.IsEnvironment(EmailFeature.DemoEnvironment))
        {
            return;
        }

        var demo = app.MapGroup("/demo").AllowAnonymous();
        demo.MapGet(
            "/mail.json",
            async (CapturedMail box, CancellationToken cancellationToken) => TypedResults.Json(await box.ReadAsync(cancellationToken))
        );
        demo.MapGet(
            "/mail",
            async (CapturedMail box, HttpContext context, CancellationToken cancellationToken) =>
                Page(context, await box.ReadAsync(cancellationToken), null)
        );
        demo.MapGet(
            "/mail/{id:guid}",
            async Task<Results<RazorComponentResult<DemoMailPage>, NotFound>> (
                Guid id,
                CapturedMail box,
                HttpContext context,
                CancellationToken cancellationToken
            ) =>
            {
                var mails = await box.ReadAsync(cancellationToken);
                return mails.FirstOrDefault(m => m.Id == id) is { } open ? Page(context, mails, open) : TypedResults.NotFound();
            }
        );
    }

    private static RazorComponentResult<DemoMailPage> Page(HttpContext context, IReadOnlyList<CapturedEmail> mails, CapturedEmail? open)
    {
        context.Response.Headers.ContentSecurityPolicy = Profile;
        return new RazorComponentResult<DemoMailPage>(new { Mails = mails, Open = open }) { PreventStreamingRendering = true };
    }
}
