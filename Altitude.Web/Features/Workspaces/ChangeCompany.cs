using Altitude.Data;
using Altitude.Domain;
using Altitude.Domain.Activity;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;

namespace Altitude.Web.Features.Workspaces;

/// <summary>What an owner or admin says about the company.</summary>
/// <param name="TaxRates">New documents may use them; those that were sent keep theirs.</param>
public sealed record CompanyForm(string Name, CompanyDetails Details, IReadOnlyList<TaxRate> TaxRates);

/// <summary>Changes the company's name, how it is reached, and its taxes.</summary>
public sealed class ChangeCompany(WorkspaceDbFactory workspaces)
{
    /// <exception cref="RuleViolation">Something is missing or too long, or their role does not allow it.</exception>
    public Task RunAsync(Staff staff, CompanyForm wanted, RequestKey key, CancellationToken cancellationToken)
    {
        StaffRoles.Require(staff.Role.MayControl(), "change settings");
        return workspaces.ActAsync(
            staff,
            key,
            async db =>
            {
                await db.LockAsync(staff.WorkspaceId, cancellationToken);
                var workspace = await db.Workspaces.SingleAsync(cancellationToken);
                if (workspace.Name != wanted.Name.Trim())
                {
                    workspace.Rename(wanted.Name);
                }

                workspace.Describe(wanted.Details, wanted.TaxRates);
            },
            cancellationToken
        );
    }
}
