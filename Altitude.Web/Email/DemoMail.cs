using Microsoft.AspNetCore.Http.HttpResults;

namespace Altitude.Web.Email;

/// <summary>The demo's letter box as pages and as JSON. Outside the demo these addresses do not exist.</summary>
public static class DemoMail
{
    /// <summary>The page frames the mail's own document, which the strict profile forbids.</summary>
    private const string PageProfile =
        "default-src 'none'; style-src 'self'; frame-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'none'";

    /// <summary>A mail is a stranger's document: no scripts, no origin, nothing loaded; its links open in a window of their own.</summary>
    private const string BodyProfile =
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox";

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
        demo.MapGet(
            "/mail/{id:guid}/body",
            async Task<Results<ContentHttpResult, NotFound>> (Guid id, CapturedMail box, HttpContext context, CancellationToken cancellationToken) =>
            {
                if (await box.FindAsync(id, cancellationToken) is not { } mail)
                {
                    return TypedResults.NotFound();
                }

                context.Response.Headers.ContentSecurityPolicy = BodyProfile;
                return TypedResults.Content(
                    mail.Html.Replace("<head>", "<head><base target=\"_blank\">", StringComparison.Ordinal),
                    "text/html; charset=utf-8"
                );
            }
        );
    }

    private static RazorComponentResult<DemoMailPage> Page(HttpContext context, IReadOnlyList<CapturedEmail> mails, CapturedEmail? open)
    {
        context.Response.Headers.ContentSecurityPolicy = PageProfile;
        return new RazorComponentResult<DemoMailPage>(new { Mails = mails, Open = open }) { PreventStreamingRendering = true };
    }
}
