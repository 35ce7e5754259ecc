using Altitude.Domain.Activity;
using Altitude.Domain.Appointments;
using Altitude.Domain.Customers;
using Altitude.Domain.Estimates;
using Altitude.Domain.Invoices;
using Altitude.Domain.Jobs;
using Altitude.Domain.Leads;
using Altitude.Domain.PortalAccess;
using Altitude.Domain.Workspaces;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace Altitude.Data.Mapping;

internal sealed class WorkspaceMapping : ITenantMapping<Workspace>
{
    public void Configure(EntityTypeBuilder<Workspace> workspace)
    {
        workspace.ToTable("workspaces", Schemas.Tenant);
        workspace.HasKey(w => w.Id);
        workspace.Property(w => w.Id).HasColumnName("workspace_id").ValueGeneratedNever();
        workspace.Ignore(w => w.WorkspaceId);
        workspace.Property(w => w.Revision).IsConcurrencyToken();
        workspace.Property(w => w.Slug).HasMaxLength(40);
        workspace.Property(w => w.Name).HasMaxLength(120);
        workspace.Property(w => w.ZoneId).HasMaxLength(64);
        workspace.Property(w => w.Culture).HasMaxLength(16);
        workspace.Property(w => w.TaxRates).AsJson();
        workspace.ComplexProperty(w => w.Company);
        workspace.ComplexProperty(w => w.Portal);
        workspace.ComplexProperty(w => w.Brand);
        workspace.Property(w => w.RequestForm).AsJson().HasDefaultValueSql("'{\"Origins\": []}'"); // Companies founded before it invite nobody.
    }
}
