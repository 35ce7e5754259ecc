using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Files;
using Altitude.Domain.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Files;

/// <summary>
/// Somebody of the company adds a picture or a PDF to a job: in the office, or on the day's page from where the work is done. Every role may. The page is told by the
/// live feed, under "file.added".
/// </summary>
public sealed class AddFile(WorkspaceDbFactory workspaces)
{
    /// <param name="jobNumber">Of the job, as people say it.</param>
    /// <param name="sent">As it came: a form's file, or an InputFile's with a stream that is a little longer than <see cref="StoredFile.MostBytes"/>.</param>
    /// <param name="isForCustomer">Whether the customer's contacts see it at once; else it is the company's own.</param>
    /// <param name="key">One for each file: the same press sent twice keeps it once.</param>
    /// <exception cref="RuleViolation">It cannot be kept (<see cref="FileIntake"/>), or there is no such job.</exception>
    public async Task<Id<StoredFile>> RunAsync(
        Staff staff,
        string jobNumber,
        SentFile sent,
        bool isForCustomer,
        RequestKey key,
        CancellationToken cancellationToken
    )
    {
        var taken = await FileIntake.ReadAsync(sent, cancellationToken);
        return await workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                var job = PlainText.Fits(jobNumber, 32)
                    ? await db.Jobs.AsNoTracking().SingleOrDefaultAsync(j => j.Number == jobNumber, cancellationToken)
                    : null;
                if (job is null)
                {
                    throw new RuleViolation(JobRules.Missing, "This job does not exist.");
                }

                var file = StoredFile.AddToJob(
                    Id<StoredFile>.New(),
                    job,
                    taken.Facts,
                    new FileAuthor(staff.StaffId.Value, staff.StaffName, IsCustomer: false),
                    isForCustomer,
                    db.Now
                );
                db.Put(file, taken.Bytes, taken.Thumbnail);
                return file.Id;
            },
            cancellationToken
        );
    }
}
