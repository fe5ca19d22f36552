import { useQueryClient } from '@tanstack/react-query';
import { Suspense, useEffect } from 'react';
import { Navigate, Route, Routes, useLocation } from 'react-router';
import { useSession } from './api/queries';
import { CrashGuard } from './components/crash-guard';
import { lazyPart } from './components/lazy-part';
import { Loading } from './components/page';
import { Shell } from './layout/shell';
import { SignIn } from './layout/sign-in';
import { followFleet } from './live/stream';

const FleetPage = lazyPart(async () => (await import('./fleet/fleet-page')).FleetPage);
const VpsPage = lazyPart(async () => (await import('./vps/vps-page')).VpsPage);
const OperationsPage = lazyPart(async () => (await import('./operations/operations-page')).OperationsPage);
const OperationPage = lazyPart(async () => (await import('./operations/operation-page')).OperationPage);
const RunnersPage = lazyPart(async () => (await import('./runners/runners-page')).RunnersPage);

export function App() {
  const { data: session, isLoading } = useSession();
  const { pathname } = useLocation();
  const isSignedIn = session !== undefined && session.role !== null;
  useLiveFleet(isSignedIn);

  if (isLoading) return <Loading rows={1} height={200} />;
  if (session?.role === null) return <SignIn />;
  return (
    <Shell>
      <CrashGuard key={pathname}>
        <Suspense fallback={<Loading />}>
          <Routes>
            <Route path="/" element={<FleetPage />} />
            <Route path="/vps/:taskId" element={<VpsPage />} />
            <Route path="/operations" element={<OperationsPage />} />
            <Route path="/operations/:operationId" element={<OperationPage />} />
            <Route path="/runners" element={<RunnersPage />} />
            <Route path="*" element={<Navigate to="/" replace />} />
          </Routes>
        </Suspense>
      </CrashGuard>
    </Shell>
  );
}

function useLiveFleet(isSignedIn: boolean): void {
  const cache = useQueryClient();
  useEffect(() => (isSignedIn ? followFleet(cache) : undefined), [cache, isSignedIn]);
}
