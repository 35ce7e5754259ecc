using System.Globalization;
using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Leads;
using Altitude.Domain.Workspaces;
using Altitude.Web.Components;
using Altitude.Web.Files;
using Altitude.Web.Security;

namespace Altitude.Web.Features.Leads;

/// <summary>Somebody unknown sends the request form; it becomes a lead in the company's inbox.</summary>
public sealed class TakeRequest(WorkspaceDbFactory workspaces, RateLimits limits)
{
    internal const long FirstRequest = 1001;

    /// <param name="culture">The company's: a number without a country's code is of its country.</param>
    /// <param name="photos">Files as they came, whatever they are.</param>
    /// <returns>The request's number.</returns>
    /// <exception cref="RuleViolation">Something is missing or cannot be used, or too many came from one place.</exception>
    public async Task<string> RunAsync(
        Id<Workspace> workspace,
        LeadRequest wanted,
        CultureInfo culture,
        IReadOnlyList<SentFile> photos,
        string ipAddress,
        RequestKey key,
        CancellationToken cancellationToken
    )
    {
        wanted.Require();
        RequestPhotos.Require(photos);
        await limits.RequireAsync(RateLimit.RequestFormByAddress, ipAddress, cancellationToken);
        await limits.RequireAsync(RateLimit.RequestForm, workspace.ToString(), cancellationToken);
        var taken = await RequestPhotos.ReadAsync(photos, cancellationToken);
        return await workspaces.ActAsync(
            new Requester(workspace),
            key,
            async db =>
            {
                var number = await db.NextNumberAsync("REQ", FirstRequest, cancellationToken);
                var lead = Lead.Receive(Id<Lead>.New(), workspace, $"REQ-{number}", wanted, E164.Of(wanted.Phone, culture), db.Now);
                RequestPhotos.Attach(lead, taken);
                db.Leads.Add(lead);
                return lead.Number;
            },
            cancellationToken
        );
    }
}

/// <summary>Photos that come with a request, whoever sends it.</summary>
internal static class RequestPhotos
{
    /// <exception cref="RuleViolation">There are too many.</exception>
    public static void Require(IReadOnlyList<SentFile> photos) =>
        RuleViolation.Unless(photos.Count <= Lead.MostPhotos, LeadRules.Photos, $"Send at most {Lead.MostPhotos} photos.");

    /// <summary>Before the transaction: nobody waits for a picture.</summary>
    /// <exception cref="RuleViolation"><see cref="LeadRules.Photo"/>: one of them is no photo, or too large.</exception>
    public static async Task<IReadOnlyList<TakenFile>> ReadAsync(IReadOnlyList<SentFile> photos, CancellationToken cancellationToken)
    {
        List<TakenFile> taken = [];
        foreach (var photo in photos)
        {
            try
            {
                taken.Add(await FileIntake.ReadPictureAsync(photo, cancellationToken));
            }
            catch (RuleViolation refused)
            {
                throw new RuleViolation(LeadRules.Photo, refused.Message); // Said beside the form's own field.
            }
        }

        return taken;
    }

    public static void Attach(Lead lead, IReadOnlyList<TakenFile> photos)
    {
        foreach (var photo in photos)
        {
            lead.Attach(Id<LeadPhoto>.New(), photo.Bytes, photo.Facts.Width ?? 0, photo.Facts.Height ?? 0);
        }
    }
}
